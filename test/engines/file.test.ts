import { gunzipSync } from 'node:zlib';
import { crc32c } from '@node-rs/crc32';
import { gunzipSync as fflateGunzip } from 'fflate';
import { openTestBucket } from '../support/bucket';
import { type GcsProxy, type GcsRequest, isPart, startGcsProxy } from '../support/gcs-proxy';
import { insertLogs, linesOf, logDocument, logDocuments } from '../support/log-documents';
import { startStack, type Stack } from '../support/stack';
import { exportFile } from '../support/whole-export';

const MiB = 1_048_576;
const LOGS = 700;

let stack: Stack;
let proxy: GcsProxy;
let bucket: ReturnType<typeof openTestBucket>;
const documents = logDocuments(LOGS);
beforeAll(async () => {
  proxy = await startGcsProxy();
  const variables = { EXPORT_BATCH_LOGS: '20', EXPORT_PART_BYTES: '65536', GCS_API_ENDPOINT: proxy.endpoint };
  stack = await startStack({ variables });
  bucket = openTestBucket(stack.config);
  await insertLogs(stack, documents);
});
afterAll(async () => {
  await stack.stop();
  await proxy.stop();
});
beforeEach(() => void proxy.requests.splice(0));

test('thirty-five parts are joined in a tree; the object is what the record says, and nothing else is left', async () => {
  const client = await stack.client();
  const { record, content } = await exportFile(client);
  expect(content.toString()).toBe(linesOf(documents));

  const composes = proxy.done('compose').map(({ body }) => JSON.parse(body.toString()) as { sourceObjects: object[] });
  expect(composes.map(({ sourceObjects }) => sourceObjects.length)).toEqual([32, 3, 2]);
  expect(composes.flatMap(({ sourceObjects }) => sourceObjects).every((source) => 'generation' in source)).toBe(true);
  expect(proxy.done('compose').map(({ url }) => url.searchParams.get('ifGenerationMatch'))).toEqual(['0', '0', '0']);

  const folder = `acme/main/${record.id}`;
  const stamp = record.created_at.replace(/\.\d+Z$/, 'Z').replace(/[-:]/g, '');
  const name = `logs-export-${stamp}-${record.id.slice(0, 8)}.jsonl`;
  expect(await bucket.names(folder)).toEqual([`${folder}/${name}`, `${folder}/${name}.manifest.json`]);
  const stored = await bucket.describe(`${folder}/${name}`);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32c(content));
  expect(record.file).toEqual({ name, bytes: content.length, crc32c: checksum.toString('base64') });
  expect({ bytes: Number(stored.size), crc32c: stored.crc32c }).toEqual({
    bytes: record.file!.bytes,
    crc32c: record.file!.crc32c,
  });
  expect(JSON.parse(proxy.done('compose').at(-1)!.body.toString())).toMatchObject({
    destination: { contentType: 'application/x-ndjson' },
  });
});

test('parts are named by plan and batch, sent with their checksum, and only where none is yet', async () => {
  const { record } = await exportFile(await stack.client(), { filters: { page_size: 60 } });
  const uploads = proxy.done('upload').filter(isPart);
  const names = uploads.map(({ object }) => object!).sort();
  const digests = new Set(names.map((name) => name.split('/').at(-2)));
  expect(digests.size).toBe(1);
  const folder = `${stack.config.GCS_PREFIX}/acme/main/${record.id}/parts/${[...digests][0]}`;
  expect(names).toEqual(['000000', '000001', '000002'].map((index) => `${folder}/${index}.jsonl`));
  for (const { url, body } of uploads) {
    expect(url.searchParams.get('ifGenerationMatch')).toBe('0');
    const metadata = JSON.parse(/\{.*\}/.exec(body.toString())![0]) as object;
    expect(metadata).toMatchObject({ crc32c: expect.any(String) as string, contentType: 'application/x-ndjson' });
  }
});

test('jsonl.gz holds the same lines, as one gzip member whose pieces are never read again', async () => {
  const { record, content } = await exportFile(await stack.client(), {
    format: 'jsonl.gz',
    filters: { page_size: 70 },
  });
  expect(record.file!.name).toMatch(/\.jsonl\.gz$/);
  expect(gunzipSync(content).toString()).toBe(linesOf(documents.slice(0, 70)));
  // It ends at the first member, without a word, as many readers do.
  expect(Buffer.from(fflateGunzip(content)).toString()).toBe(linesOf(documents.slice(0, 70)));

  const [{ body, object }] = proxy.done('compose') as [GcsRequest];
  const { destination, sourceObjects } = JSON.parse(body.toString()) as {
    destination: object;
    sourceObjects: { name: string }[];
  };
  const names = sourceObjects.map(({ name }) => name.split('/').at(-1));
  const batches = ['000000', '000001', '000002', '000003'].map((index) => `${index}.jsonl.gz`);
  expect(names).toEqual(['head.jsonl.gz', ...batches, 'tail.jsonl.gz']);
  expect(destination).toEqual({ contentType: 'application/gzip' });
  const name = object!.slice(stack.config.GCS_PREFIX.length + 1);
  expect(await bucket.names(`acme/main/${record.id}`)).toEqual([name, `${name}.manifest.json`]);
});

test('an empty export makes a valid file without lines, in either format', async () => {
  const empty = async (format: string) => exportFile(await stack.client(), { format, filters: { ai_model: 'none' } });
  const plain = await empty('jsonl');
  expect(plain.content).toHaveLength(0);
  expect(plain.record).toMatchObject({
    progress: { exported: 0, total: 0, bytes: 0 },
    file: { bytes: 0, crc32c: 'AAAAAA==' },
  });
  const packed = await empty('jsonl.gz');
  expect(packed.content.length).toBe(packed.record.file!.bytes);
  expect(gunzipSync(packed.content)).toHaveLength(0);
});

test('a log of 15 MiB between small ones, and a batch of many pieces: none larger than it must be', async () => {
  const long = 'ä"😀'.repeat((15 * MiB) / 7);
  const sized = { 3: long, 5: 'x'.repeat(70_000), 6: 'y'.repeat(70_000) } as Record<number, string>;
  const large = logDocuments(9, (index) => ({
    ...{ _id: `large-${index}`, metrics: { workspace_slug: 'large' } },
    request: { body: { prompt: sized[index] ?? 'short' } },
  }));
  await insertLogs(stack, large);
  const { content, record } = await exportFile(await stack.client({ workspace: 'large' }));
  expect(content.equals(Buffer.from(linesOf(large)))).toBe(true);
  const parts = proxy.done('upload').filter(isPart);
  expect(parts.map(({ object }) => object!.split('/').at(-1)).sort()).toEqual(
    ['000000-1', '000000-2', '000000-3', '000000'].map((name) => `${name}.jsonl`),
  );
  expect(record.progress).toEqual({ exported: 9, total: 9, bytes: content.length });
});

test('the objects of a deleted export are gone with it', async () => {
  const client = await stack.client();
  const { record } = await exportFile(client, { filters: { page_size: 30 } });
  expect(await bucket.names(`acme/main/${record.id}`)).toHaveLength(2);
  expect((await client.send('DELETE', `/v1/logs/exports/${record.id}`)).status).toBe(200);
  expect(await bucket.names(`acme/main/${record.id}`)).toEqual([]);
  expect((await client.send('GET', `/v1/logs/exports/${record.id}`)).status).toBe(404);
});

test('an export of all workspaces has a folder of its own', async () => {
  await insertLogs(stack, [logDocument(0, { _id: 'w', organisation_id: 'wide', metrics: { workspace_slug: 'one' } })]);
  const { record, content } = await exportFile(await stack.client({ organisation: 'wide', workspace: null }));
  expect(content.toString().trimEnd().split('\n')).toHaveLength(1);
  const name = `wide/_all/${record.id}/${record.file!.name}`;
  expect(await bucket.names('wide')).toEqual([name, `${name}.manifest.json`]);
});
