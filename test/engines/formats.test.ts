/** Every format with every compression, from the request to the file, at the edges of batches. */
import { manifestAnswer } from '../../src/contract/manifest';
import type { AskedFormat } from '../../src/model/formats';
import { compressionsOf, extensionOf, formats, packagingOf } from '../../src/model/formats';
import { openTestBucket } from '../support/bucket';
import { readCsv } from '../support/csv';
import { csvRowsOf, insertLogs, linesOf, logDocument, logDocuments, type LogDocument } from '../support/log-documents';
import { parquetRows } from '../support/parquet-rows';
import { recordsIn } from '../support/records';
import { expectRefusal } from '../support/refusals';
import { startStack, type Stack } from '../support/stack';
import { unpack } from '../support/unpack';
import { exportFile } from '../support/whole-export';

const BATCH = 20;
const counts = [0, 1, BATCH, BATCH + 1];
const workspaceOf = (count: number) => `logs-${count}`;

let stack: Stack;
const documents = new Map<number, LogDocument[]>();
beforeAll(async () => {
  stack = await startStack({ variables: { EXPORT_BATCH_LOGS: String(BATCH) } });
  for (const count of counts) {
    const own = logDocuments(count, (index) => ({
      _id: `${count}-${String(index).padStart(4, '0')}`,
      metrics: { workspace_slug: workspaceOf(count), ai_model: index % 2 ? '=cmd()' : 'gpt-4o, "mini"' },
    }));
    documents.set(count, own);
    await insertLogs(stack, own);
  }
});
afterAll(() => stack.stop());

const holds = {
  jsonl: (text: string, of: readonly LogDocument[]) => expect(text).toBe(linesOf(of)),
  csv: (text: string, of: readonly LogDocument[]) => expect(readCsv(text)).toEqual(csvRowsOf(linesOf(of))),
  parquet: (text: string) => expect(text).toMatch(/^PAR1.*PAR1$/s), // Read whole in a test of its own.
};

const withColumns = formats.filter((format) => format !== 'chat');
const asked = withColumns.flatMap((format) => compressionsOf(format).map((compression) => ({ format, compression })));

test.each(asked)('$format, $compression: every log once, at the edges of batches', async ({ format, compression }) => {
  const bucket = openTestBucket(stack.config);
  for (const count of counts) {
    const client = await stack.client({ workspace: workspaceOf(count) });
    const { record, content } = await exportFile(client, { format, compression });
    const unpacked = unpack(content, { format, compression });
    holds[format](unpacked.toString(), documents.get(count)!);
    expect(record).toMatchObject({ format, compression, progress: { exported: count, total: count } });
    expect(record.file!.name.endsWith(extensionOf({ format, compression }))).toBe(true);
    expect(record.file!.bytes).toBe(content.length);

    const { body } = await client.send('GET', `/v1/logs/exports/${record.id}/manifest`);
    const of = documents.get(count)!;
    const end = (document: LogDocument | undefined) =>
      document ? { created_at: new Date(document.created_at).toISOString(), id: document._id } : null;
    expect(manifestAnswer.parse(body)).toMatchObject({
      ...{ export_id: record.id, format, compression, rows: count, total_records: count, truncated: false },
      file: { ...record.file, ...(format !== 'parquet' && { uncompressed_bytes: unpacked.length }) },
      ...{ first: end(of[0]), last: end(of.at(-1)), completed_at: record.completed_at },
    });
    const beside = await bucket.read(`acme/${workspaceOf(count)}/${record.id}/${record.file!.name}.manifest.json`);
    expect(JSON.parse(beside.toString())).toEqual(body);
  }
});

test('a fine-tuning set holds the chats that were answered, and counts the others by reason', async () => {
  const messages = [{ role: 'user', content: 'Why?' }];
  const answer = { role: 'assistant', content: 'So.' };
  const chat = { request: { body: { messages } }, response: { status: 200, body: { choices: [{ message: answer }] } } };
  const failed = { metrics: { workspace_slug: 'chat', response_status_code: 500 } };
  // The last batch holds no example: its logs are counted all the same.
  const own = logDocuments(2 * BATCH + 5, (index) => ({
    metrics: { workspace_slug: 'chat' },
    ...(index < BATCH && chat),
    ...(index < 3 && failed),
  }));
  await insertLogs(
    stack,
    own.map((log, index) => ({ ...log, _id: `chat-${String(index).padStart(4, '0')}` })),
  );
  const client = await stack.client({ workspace: 'chat' });
  const body = { format: 'chat', compression: 'zstd', requested_data: undefined };
  const skipped = { not_successful: 3, not_chat: BATCH + 5 };
  const preview = await client.send('POST', '/v1/logs/exports/preview', { filters: {}, ...body });
  expect(preview.body).toMatchObject({ format: 'chat', looked_at: own.length, skipped, total: own.length });
  const { record, content } = await exportFile(client, body);
  const lines = unpack(content, { format: 'chat', compression: 'zstd' }).toString().trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
    Array.from({ length: BATCH - 3 }, () => ({ messages: [...messages, answer] })),
  );
  expect(record).toMatchObject({
    ...{ format: 'chat', requested_data: [], skipped, total_records: own.length },
    progress: { exported: BATCH - 3, total: BATCH - 3 },
  });
  expect(record.file!.name).toMatch(/\.chat\.jsonl\.zst$/);
  const { body: manifest } = await client.send('GET', `/v1/logs/exports/${record.id}/manifest`);
  expect(manifest).toMatchObject({ rows: BATCH - 3, skipped, last: { id: 'chat-0019' } });
});

test('a fine-tuning set takes no fields, and a key that may read prompts', async () => {
  const client = await stack.client();
  const wanted = { filters: {}, format: 'chat' };
  const withFields = await client.send('POST', '/v1/logs/exports', { ...wanted, requested_data: ['request'] });
  expectRefusal(withFields, {
    status: 400,
    code: 'invalid_request',
    param: 'requested_data',
    says: /requested_data must be left out/,
  });
  const { id } = (await client.send('POST', '/v1/logs/exports', wanted)).body as { id: string };
  const changed = await client.send('PUT', `/v1/logs/exports/${id}`, { requested_data: ['id'] });
  expectRefusal(changed, { status: 400, code: 'invalid_request', param: 'requested_data', says: /must be left out/ });
  const other = await stack.client({ scopes: ['logs.export'] });
  const refused = await other.send('POST', '/v1/logs/exports', wanted);
  expectRefusal(refused, {
    status: 403,
    code: 'scope_missing',
    param: 'format',
    says: /completions, which the format chat needs/,
  });
});

test('a Parquet file holds every log once, its values typed, at the edges of batches', async () => {
  const files = await Promise.all(
    counts.map(async (count) => {
      const client = await stack.client({ workspace: workspaceOf(count) });
      const { content } = await exportFile(client, { format: 'parquet' });
      return content;
    }),
  );
  const lines = (count: number) => linesOf(documents.get(count)!).split('\n').slice(0, -1);
  expect(await parquetRows(files)).toEqual(
    counts.map((count) => lines(count).map((line) => JSON.parse(line) as unknown)),
  );
});

test('what does not fit its column is null in the file and its preview, and counted', async () => {
  const metrics = { workspace_slug: 'unfit', response_status_code: 'n/a' };
  await insertLogs(stack, [
    logDocument(0, { _id: 'unfit', metrics }),
    logDocument(1, { _id: 'fits', metrics: { workspace_slug: 'unfit' } }),
  ]);
  const client = await stack.client({ workspace: 'unfit' });
  const body = { requested_data: ['id', 'status_code', 'request_tokens'], format: 'parquet' };
  const { record } = await exportFile(client, body);
  expect(record).toMatchObject({ unfit: { status_code: 1 }, skipped: {}, compression: 'snappy' });
  const { body: manifest } = await client.send('GET', `/v1/logs/exports/${record.id}/manifest`);
  expect(manifest).toMatchObject({ unfit: { status_code: 1 }, rows: 2 });
  const preview = await client.send('POST', '/v1/logs/exports/preview', { filters: {}, ...body });
  expect(preview.body).toMatchObject({
    format: 'parquet',
    sample: [
      '{"id":"unfit","status_code":null,"request_tokens":0}',
      '{"id":"fits","status_code":null,"request_tokens":1}',
    ],
    types: { id: 'STRING', status_code: 'INT64', request_tokens: 'INT64' },
  });
});

test.each<[AskedFormat]>([[{ format: 'jsonl.gz' }], [{ format: 'csv' }], [{ format: 'jsonl', compression: 'gzip' }]])(
  '%j is answered as it was asked for',
  async (body) => {
    const client = await stack.client();
    const id = await client.create({ filters: {}, requested_data: ['id'], ...body });
    expect(await client.read(id)).toMatchObject({ format: body.format, compression: packagingOf(body).compression });
  },
);

test('there is no manifest before success, and it outlives the file', async () => {
  const client = await stack.client({ workspace: workspaceOf(1) });
  const draft = await client.create({ filters: {}, requested_data: ['id'] });
  const refused = await client.send('GET', `/v1/logs/exports/${draft}/manifest`);
  expectRefusal(refused, { status: 409, code: 'wrong_status', says: /status is draft: it has no manifest yet/ });
  const { record } = await exportFile(client);
  const path = `/v1/logs/exports/${record.id}/manifest`;
  const { body } = await client.send('GET', path);
  await recordsIn(stack).updateOne({ _id: record.id }, { $set: { expired_at: new Date() } });
  expect((await client.send('GET', path)).body).toEqual(body);
});

test('a CSV whose formulas are kept says so, and its preview shows the rows of the file', async () => {
  await insertLogs(stack, [logDocument(0, { _id: '=1+1', metrics: { workspace_slug: 'formulas' } })]);
  const client = await stack.client({ workspace: 'formulas' });
  const body = { requested_data: ['id', 'request_tokens'], format: 'csv' };
  const kept = await exportFile(client, { ...body, csv_formulas: 'keep' });
  expect(kept.content.toString()).toBe('id,request_tokens\r\n=1+1,0\r\n');
  expect(kept.record.csv_formulas).toBe('keep');
  const escaped = await exportFile(client, body);
  expect(escaped.content.toString()).toBe("id,request_tokens\r\n'=1+1,0\r\n");
  expect(escaped.record.csv_formulas).toBeNull();
  const preview = await client.send('POST', '/v1/logs/exports/preview', { filters: {}, ...body });
  expect(preview.body).toMatchObject({ format: 'csv', sample: ["'=1+1,0"], estimated_bytes: "'=1+1,0\r\n".length });
});
