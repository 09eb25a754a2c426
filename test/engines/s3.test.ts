/** @jest-environment ./test/support/one-realm.cjs */
import { crc32c } from '@node-rs/crc32';
import { crc32cBase64 } from '../../src/encode/crc';
import type { ApiClient } from '../support/client';
import { COLUMNS, insertLogs, linesOf, logDocuments } from '../support/log-documents';
import { startTestS3, type TestS3 } from '../support/s3';
import { startStack, type Stack } from '../support/stack';
import { verifySigV4 } from '../support/verify-sigv4';
import { exportFile, runExport } from '../support/whole-export';

const documents = logDocuments(60);

let s3: TestS3;
let stack: Stack;
let client: ApiClient;
beforeAll(async () => {
  s3 = await startTestS3();
  stack = await startStack({ variables: { ...s3.variables, EXPORT_BATCH_LOGS: '10' } });
  await insertLogs(stack, documents);
  client = await stack.client();
});
afterAll(async () => {
  await stack.stop();
  await s3.stop();
});

const keysOf = async (id: string) => {
  const { Contents = [] } = await s3.s3.listObjectsV2({ Bucket: s3.bucket });
  return Contents.map(({ Key }) => Key!).filter((key) => key.includes(id));
};

test('an export is written, downloaded by its signed URL, and deleted', async () => {
  const { record, content } = await exportFile(client);
  expect(content.toString()).toBe(linesOf(documents));
  expect(record.file).toMatchObject({ bytes: content.length, crc32c: crc32cBase64(crc32c(content)) });
  expect(await keysOf(record.id)).toHaveLength(2);

  const { body } = await client.send<{ url: string }>('GET', `/v1/logs/exports/${record.id}/download`);
  const rules = { method: 'GET', secret: process.env.AWS_SECRET_ACCESS_KEY!, region: 'us-east-1' };
  expect(verifySigV4(body.url, { ...rules, now: new Date() })).toBe('valid');
  const answer = await fetch(body.url, { headers: { range: 'bytes=10-' } });
  expect(answer.status).toBe(206);
  expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${record.file!.name}"`);
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(content.subarray(10));

  expect((await client.send('DELETE', `/v1/logs/exports/${record.id}`)).status).toBe(200);
  expect(await keysOf(record.id)).toEqual([]);
});

test.each([
  ['csv', 'gzip'],
  ['jsonl', 'zstd'],
])('%s with %s is joined as well', async (format, compression) => {
  const { record } = await exportFile(client, { format, compression });
  expect(record).toMatchObject({ status: 'success', progress: { exported: documents.length } });
});

test('a cancelled export starts again', async () => {
  const id = await client.create({ filters: {}, requested_data: COLUMNS });
  let cancelled: Promise<unknown> | undefined;
  s3.proxy.meddle(async ({ kind, object }) => {
    if (kind === 'put' && object?.includes(id)) await (cancelled ??= client.cancel(id));
    return undefined;
  });
  await client.start(id);
  expect(await client.settled(id)).toMatchObject({ status: 'stopped' });
  s3.proxy.meddle(() => undefined);
  await client.start(id);
  expect(await client.settled(id)).toMatchObject({ status: 'success' });
  expect((await client.download(id)).toString()).toBe(linesOf(documents));
});

test('S3 slows down for a while, and the export waits', async () => {
  let left = 6;
  s3.proxy.meddle(({ kind }) => (kind === 'put' && left-- > 0 ? { status: 503 } : undefined));
  expect(await runExport(client)).toMatchObject({ status: 'success', error: null });
});

test('/readyz names the store that is used', async () => {
  const answer = await fetch(`${stack.url}/readyz`);
  expect(await answer.json()).toMatchObject({ engines: { mongodb: 'ok', temporal: 'ok', s3: 'ok' } });
});
