import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ExportAnswer } from '../../src/contract/export-answers';
import type { ApiClient } from '../support/client';
import { COLUMNS, insertLogs, linesOf, logDocuments } from '../support/log-documents';
import { startStack, type Stack } from '../support/stack';
import { exportFile } from '../support/whole-export';
import { setUpCli, type Cli } from './support/cli';
import { type FileHost, startFileHost } from './support/file-host';

const documents = logDocuments(300);
const content = linesOf(documents);
const fields = ['--fields', COLUMNS.join(',')];

let host: FileHost;
let stack: Stack;
let client: ApiClient;
let cli: Cli;
let record: ExportAnswer;
beforeAll(async () => {
  host = await startFileHost();
  stack = await startStack({ variables: { GCS_SIGNED_URL_HOST: host.url } });
  await insertLogs(stack, documents);
  client = await stack.client();
  cli = setUpCli({ LOGS_EXPORT_URL: stack.url, LOGS_EXPORT_API_KEY: client.key });
  ({ record } = await exportFile(client));
});
afterAll(async () => {
  cli.remove();
  await stack.stop();
  await host.stop();
});
beforeEach(() => {
  host.faults.splice(0);
  host.ranges.splice(0);
});

const at = (name: string) => path.join(cli.folder, name);
const read = (name: string) => readFileSync(at(name), 'utf8');
const total = async () => (await client.send<{ total: number }>('GET', '/v1/logs/exports')).body.total;

test('run creates, starts, waits and downloads to the file’s own name, with rate and time left', async () => {
  const { code, out, err } = await cli.run(['run', ...fields]);
  expect({ code, out }).toEqual({ code: 0, out: '' });
  const [, name] = /^Saved to (\S+): \d+\.\d kB, CRC32C \S+ verified\.$/m.exec(err)!;
  expect(name).toMatch(/^logs-export-\d{8}T\d{6}Z-[0-9a-f]{8}\.jsonl$/);
  expect(read(name!)).toBe(content);
  expect(readdirSync(cli.folder)).toEqual([name]);
  expect(err).toMatch(/^Exporting +100 % \| 300 of 300 logs \| [\d,]+ logs\/s \| 0 s left$/m);
  expect(err).toMatch(/^Downloading +100 % \| \S+ kB of \S+ kB \| \S+ [kM]?B\/s \| 0 s left$/m);
});

test('--output - pipes the file and nothing else', async () => {
  const { code, out } = await cli.run(['run', ...fields, '--page-size', '20', '-o', '-', '--json']);
  expect({ code, out }).toEqual({ code: 0, out: linesOf(documents.slice(0, 20)) });
});

test('the name of the file says its format, where no flag does', async () => {
  const first = String(documents[0]!._id);
  const asked = ['run', '--fields', 'id,request_tokens', '--page-size', '1'];
  expect(await cli.run([...asked, '-o', 'one.csv'])).toMatchObject({ code: 0 });
  expect(read('one.csv')).toBe(`id,request_tokens\r\n${first},0\r\n`);
  expect(await cli.run([...asked, '-o', 'one.csv.gz'])).toMatchObject({ code: 0 });
  expect(gunzipSync(readFileSync(at('one.csv.gz'))).toString()).toBe(read('one.csv'));
  expect(await cli.run([...asked, '--format', 'jsonl', '-o', 'lines.csv'])).toMatchObject({ code: 0 });
  expect(read('lines.csv')).toBe(`{"id":"${first}","request_tokens":0}\n`);
});

test('a Parquet file is taken by its name, and verified by its footer', async () => {
  const asked = ['run', '--fields', 'id,request_tokens', '--page-size', '7', '-o', 'seven.parquet'];
  expect(await cli.run(asked)).toMatchObject({ code: 0 });
  expect(read('seven.parquet')).toMatch(/^PAR1.*PAR1$/s);
  const { body: listed } = await client.send<{ data: { id: string }[] }>('GET', '/v1/logs/exports?format=parquet');
  const manifest = await cli.run(['manifest', listed.data[0]!.id]);
  expect(JSON.parse(manifest.out)).toMatchObject({ format: 'parquet', compression: 'snappy', rows: 7, unfit: {} });
  writeFileSync(at('seven.parquet.manifest.json'), manifest.out);
  const verified = await cli.run(['verify', 'seven.parquet']);
  expect(verified).toMatchObject({ code: 0, err: expect.stringMatching(/as its manifest says: 7 rows/) as string });
  writeFileSync(at('cut.parquet'), readFileSync(at('seven.parquet')).subarray(0, -1));
  const cut = await cli.run(['verify', 'cut.parquet', '--manifest', 'seven.parquet.manifest.json']);
  expect(cut).toMatchObject({ code: 1, err: expect.stringMatching(/rows unreadable, not 7/) as string });
});

test('verify checks a file against its manifest: bytes, checksum and rows', async () => {
  const csv = await exportFile(client, { format: 'csv', compression: 'gzip', filters: { page_size: 7 } });
  writeFileSync(at('seven.csv.gz'), csv.content);
  const manifest = await cli.run(['manifest', csv.record.id]);
  expect(JSON.parse(manifest.out)).toMatchObject({ object: 'manifest', rows: 7, file: csv.record.file! });
  writeFileSync(at('seven.csv.gz.manifest.json'), manifest.out);
  const verified = await cli.run(['verify', 'seven.csv.gz']);
  expect(verified).toMatchObject({ code: 0, err: expect.stringMatching(/as its manifest says: 7 rows/) as string });

  writeFileSync(at('other.csv.gz'), csv.content.subarray(0, -20));
  const cut = await cli.run(['verify', 'other.csv.gz', '--manifest', 'seven.csv.gz.manifest.json']);
  expect(cut.code).toBe(1);
  expect(cut.err).toMatch(
    /is not what its manifest says: bytes \d+, not \d+; crc32c \S+, not \S+; rows unreadable, not 7/,
  );
  const fewer = JSON.stringify({ ...(JSON.parse(manifest.out) as object), rows: 6 });
  writeFileSync(at('fewer.json'), fewer);
  expect(await cli.run(['verify', 'seven.csv.gz', '--manifest', 'fewer.json'])).toMatchObject({
    ...{ code: 1, err: expect.stringContaining('rows 7, not 6') as string },
  });
  expect(await cli.run(['verify', 'seven.csv.gz', '--manifest', 'seven.csv.gz'])).toMatchObject({
    ...{ code: 2, err: expect.stringContaining('is no manifest') as string },
  });
  expect(await cli.run(['verify', 'none.csv'])).toMatchObject({ code: 2 });
});

test('with an id, run goes on with that export; --json tells how it ended', async () => {
  const id = await client.create({ filters: { page_size: 5 }, requested_data: COLUMNS });
  const { code, out } = await cli.run(['run', id, '-o', 'five.jsonl', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ export: { id, status: 'success' }, path: 'five.jsonl' });
  expect(read('five.jsonl')).toBe(linesOf(documents.slice(0, 5)));
  const again = await cli.run(['run', id, ...fields]);
  expect(again).toMatchObject({ code: 2, err: expect.stringContaining("'--fields' is for a new export") as string });
});

test('what exists is not overwritten, and no export is made in vain; with --force it is', async () => {
  writeFileSync(at('mine.jsonl'), 'mine');
  const before = await total();
  const refused = await cli.run(['run', ...fields, '-o', 'mine.jsonl']);
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('mine.jsonl already exists') as string });
  expect(await total()).toBe(before);
  expect(await cli.run(['download', record.id, '-o', 'mine.jsonl'])).toMatchObject({ code: 1 });
  expect(read('mine.jsonl')).toBe('mine');
  expect(await cli.run(['download', record.id, '-o', 'mine.jsonl', '--force'])).toMatchObject({ code: 0 });
  expect(read('mine.jsonl')).toBe(content);
});

test('with --strict nothing is exported where more logs match than a file would hold', async () => {
  const before = await total();
  const { code, out, err } = await cli.run(['run', ...fields, '--page-size', '7', '--strict']);
  expect({ code, out }).toEqual({ code: 5, out: '' });
  expect(err).toContain('300 logs match, and an export would hold 7 of them');
  expect(await total()).toBe(before);
  const warned = await cli.run(['run', ...fields, '--page-size', '7', '-o', 'seven.jsonl']);
  expect(warned).toMatchObject({
    code: 0,
    err: expect.stringContaining('only 7 of them will be in the file') as string,
  });
});

test('a key of the metadata that is given twice is refused', async () => {
  const { code, err } = await cli.run(['run', ...fields, '--metadata', 'team=a', '--metadata', 'team=b']);
  expect({ code, says: /The key team is given twice/.test(err) }).toEqual({ code: 2, says: true });
});

test.each([
  ['nodir/x.jsonl', 'No file can be made in nodir (ENOENT)'],
  ['nodir/', 'No file can be made in nodir (ENOENT)'],
  ['program/x.jsonl', 'No file can be made in program (ENOTDIR)'],
  ['.', '"." is not a regular file'],
  ['', '"" is not a regular file'],
  ['pipe', '"pipe" is not a regular file'],
])('where %j is to be written, no export is made in vain', async (output, err) => {
  writeFileSync(at('program'), '', { mode: 0o777 });
  if (!existsSync(at('pipe'))) execFileSync('mkfifo', [at('pipe')]);
  const before = await total();
  const refused = await cli.run(['run', ...fields, '--output', output, '--force']);
  expect(refused).toEqual({ code: 1, out: '', err: expect.stringContaining(err) as string });
  expect(await total()).toBe(before);
});

test('a download that is cut goes on from there, by another URL where the first is refused', async () => {
  host.faults.push({ cutAfter: 1_000 }, { status: 403 }, { cutAfter: 500 });
  const { code, err } = await cli.run(['download', record.id, '-o', 'cut.jsonl']);
  expect({ code, file: read('cut.jsonl') }).toEqual({ code: 0, file: content });
  expect(host.ranges).toEqual(['bytes=0-', 'bytes=1000-', 'bytes=1000-', 'bytes=1500-']);
  expect(err).toContain('The download was cut');
  const audit = await client.send<{ total: number }>('GET', `/v1/audit?action=export.download&target_id=${record.id}`);
  expect(audit.body.total).toBeGreaterThan(1);
});

test('piped, a download that is cut goes on as well', async () => {
  host.faults.push({ cutAfter: 1_000 });
  expect(await cli.run(['download', record.id, '-o', '-'])).toMatchObject({ code: 0, out: content });
});

test('what a killed download left is kept; what belongs to another file is not', async () => {
  writeFileSync(at('left.jsonl.part'), content.slice(0, 777));
  expect(await cli.run(['download', record.id, '-o', 'left.jsonl'])).toMatchObject({ code: 0 });
  expect(host.ranges.splice(0)).toEqual([`bytes=${Buffer.byteLength(content.slice(0, 777))}-`]);
  expect(read('left.jsonl')).toBe(content);

  writeFileSync(at('foreign.jsonl.part'), 'of another export');
  expect(await cli.run(['download', record.id, '-o', 'foreign.jsonl'])).toMatchObject({ code: 0 });
  expect(host.ranges).toEqual(['bytes=17-', 'bytes=0-']);
  expect(read('foreign.jsonl')).toBe(content);
});

test('a host without ranges is read past what is there', async () => {
  host.faults.push({ cutAfter: 1_000 }, 'whole');
  expect(await cli.run(['download', record.id, '-o', 'whole.jsonl'])).toMatchObject({ code: 0 });
  expect(read('whole.jsonl')).toBe(content);
});

test('a file that arrives altered is refused, and not kept', async () => {
  host.faults.push('corrupt');
  const { code, err } = await cli.run(['download', record.id, '-o', 'bad.jsonl']);
  expect(code).toBe(1);
  expect(err).toContain(`and ${record.file!.crc32c} was expected`);
  expect([existsSync(at('bad.jsonl')), existsSync(at('bad.jsonl.part'))]).toEqual([false, false]);
});

test('what something else adds to the part is not in the file', async () => {
  const add = () => appendFileSync(at('tail.jsonl.part'), content);
  host.faults.push({ cutAfter: 1_000 }, { after: add });
  expect(await cli.run(['download', record.id, '-o', 'tail.jsonl'])).toMatchObject({ code: 0 });
  expect(read('tail.jsonl')).toBe(content);
});

test('what the disk does not hold as it arrived is refused, and not kept', async () => {
  const alter = () => writeFileSync(at('torn.jsonl.part'), 'x', { flag: 'r+' });
  host.faults.push({ cutAfter: 1_000 }, { after: alter });
  const { code, err } = await cli.run(['download', record.id, '-o', 'torn.jsonl']);
  expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('does not hold what arrived') as string });
  expect([existsSync(at('torn.jsonl')), existsSync(at('torn.jsonl.part'))]).toEqual([false, false]);
});

test('a disk without room ends the download at once, and it goes on once there is', async () => {
  const download = [process.execPath, cli.program, 'download', record.id, '-o', 'full.jsonl'];
  for (const room of [0, 2]) {
    const full = cli.onTerminal('bash', ['-c', `ulimit -f ${room}; exec "$@"`, 'bash', ...download]);
    expect(await full.ended).toMatchObject({
      code: 1,
      out: expect.stringMatching(/full\.jsonl\.part can't be written \(EFBIG\)/) as string,
    });
  }
  expect(host.ranges.splice(0)).toEqual(['bytes=0-']);
  expect(await cli.run(['download', record.id, '-o', 'full.jsonl'])).toMatchObject({ code: 0 });
  expect({ ranges: host.ranges, file: read('full.jsonl') }).toEqual({ ranges: ['bytes=2048-'], file: content });
});

test('of two downloads to one file the second is refused; what a killed one left is taken over', async () => {
  host.faults.push({ after: () => new Promise(() => undefined) });
  const download = ['download', record.id, '-o', 'shared.jsonl'];
  const first = cli.start(download);
  await first.shows('Downloading');
  expect(await cli.run(download)).toMatchObject({
    ...{ code: 1, err: expect.stringContaining('Another download writes to shared.jsonl.part') as string },
  });
  first.process.kill('SIGKILL');
  await first.ended;
  expect(await cli.run(download)).toMatchObject({ code: 0 });
  expect(readdirSync(cli.folder).filter((name) => name.startsWith('shared'))).toEqual(['shared.jsonl']);
});

test('a host that stays down is given up, and what has arrived is kept', async () => {
  host.faults.push({ cutAfter: 1_000 }, ...Array.from({ length: 5 }, () => ({ status: 503 })));
  const { code, err } = await cli.run(['download', record.id, '-o', 'down.jsonl']);
  expect(code).toBe(4);
  expect(err).toMatch(/can't be downloaded \(it answered with 503\)\. Try again: it goes on from there\.$/m);
  expect(read('down.jsonl.part')).toBe(Buffer.from(content).subarray(0, 1_000).toString());
});

test('an empty export makes an empty file', async () => {
  const { code } = await cli.run(['run', ...fields, '--ai-model', 'nobody', '-o', 'empty.jsonl']);
  expect({ code, file: read('empty.jsonl') }).toEqual({ code: 0, file: '' });
});
