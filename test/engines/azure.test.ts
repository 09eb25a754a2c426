import { crc32c } from '@node-rs/crc32';
import { crc32cBase64 } from '../../src/encode/crc';
import { startTestAzure, type TestAzure } from '../support/azure';
import type { ApiClient } from '../support/client';
import { COLUMNS, insertLogs, linesOf, logDocuments } from '../support/log-documents';
import { startStack, type Stack } from '../support/stack';
import { verifySas } from '../support/verify-sas';
import { exportFile, runExport } from '../support/whole-export';

const documents = logDocuments(60);

let azure: TestAzure;
let stack: Stack;
let client: ApiClient;
beforeAll(async () => {
  azure = await startTestAzure();
  stack = await startStack({ variables: { ...azure.variables, EXPORT_BATCH_LOGS: '10' } });
  await insertLogs(stack, documents);
  client = await stack.client();
});
afterAll(async () => {
  await stack.stop();
  await azure.stop();
});

async function blobsOf(id: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of azure.container.listBlobsFlat()) if (name.includes(id)) names.push(name);
  return names;
}

test('an export is written, downloaded by its signed URL, and deleted', async () => {
  const { record, content } = await exportFile(client);
  expect(content.toString()).toBe(linesOf(documents));
  expect(record.file).toMatchObject({ bytes: content.length, crc32c: crc32cBase64(crc32c(content)) });
  const stored = await blobsOf(record.id);
  expect(stored).toHaveLength(2);

  const { body } = await client.send<{ url: string }>('GET', `/v1/logs/exports/${record.id}/download`);
  const name = stored.find((blob) => blob.endsWith(record.file!.name))!;
  const blob = { container: azure.container.containerName, name };
  expect(verifySas(body.url, { account: azure.account, key: azure.key, blob, now: new Date() })).toBe('valid');
  const answer = await fetch(body.url, { headers: { range: 'bytes=10-' } });
  expect(answer.status).toBe(206);
  expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${record.file!.name}"`);
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(content.subarray(10));

  expect((await client.send('DELETE', `/v1/logs/exports/${record.id}`)).status).toBe(200);
  expect(await blobsOf(record.id)).toEqual([]);
});

test.each([
  ['csv', 'gzip'],
  ['parquet', 'snappy'],
])('%s with %s is joined as well', async (format, compression) => {
  const { record } = await exportFile(client, { format, compression });
  expect(record).toMatchObject({ status: 'success', progress: { exported: documents.length } });
});

test('a cancelled export starts again', async () => {
  const id = await client.create({ filters: {}, requested_data: COLUMNS });
  let cancelled: Promise<unknown> | undefined;
  azure.proxy.meddle(async ({ kind, object }) => {
    if (kind === 'put' && object?.includes(id)) await (cancelled ??= client.cancel(id));
    return undefined;
  });
  await client.start(id);
  expect(await client.settled(id)).toMatchObject({ status: 'stopped' });
  azure.proxy.meddle(() => undefined);
  await client.start(id);
  expect(await client.settled(id)).toMatchObject({ status: 'success' });
  expect((await client.download(id)).toString()).toBe(linesOf(documents));
});

test('Azure is busy for a while, and the export waits', async () => {
  let left = 6;
  azure.proxy.meddle(({ kind }) => (kind === 'put' && left-- > 0 ? { status: 503 } : undefined));
  expect(await runExport(client)).toMatchObject({ status: 'success', error: null });
});
