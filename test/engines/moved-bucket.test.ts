/** Another bucket and another folder in the settings: what was written before stays where it is, and is found there. */
import { randomUUID } from 'node:crypto';
import type { ActivityDeps } from '../../src/activities/deps';
import { createExpire } from '../../src/activities/expire';
import { createLogger } from '../../src/process/logger';
import { createBucket, openTestBucket } from '../support/bucket';
import { type ApiClient, createClient } from '../support/client';
import { type GcsProxy, isPart, startGcsProxy } from '../support/gcs-proxy';
import { COLUMNS, insertLogs, linesOf, logDocuments } from '../support/log-documents';
import { openAllStores } from '../support/open-stores';
import { recordsIn } from '../support/records';
import { startStack, type Stack } from '../support/stack';
import { exportFile } from '../support/whole-export';

const documents = logDocuments(30);
const longAgo = new Date(Date.now() - 40 * 86_400_000);

let proxy: GcsProxy;
let before: Stack;
let after: Stack;
let client: ApiClient;
let moved: ApiClient;
let old: ReturnType<typeof openTestBucket>;
const namesOf = (id: string) => old.names(`acme/main/${id}/`);

beforeAll(async () => {
  proxy = await startGcsProxy();
  const variables = { EXPORT_BATCH_LOGS: '10', GCS_API_ENDPOINT: proxy.endpoint };
  before = await startStack({ variables });
  old = openTestBucket(before.config);
  client = await before.client();
  await insertLogs(before, documents);
  const bucket = `moved-${randomUUID()}`;
  await createBucket(bucket);
  const { MONGO_DATABASE } = before.config;
  after = await startStack({
    variables: { ...variables, MONGO_DATABASE, GCS_BUCKET: bucket, GCS_PREFIX: 'moved/there' },
  });
  moved = createClient(after.url, client.key);
});
afterAll(async () => {
  await after.stop();
  await before.stop();
  await proxy.stop();
});

/** An export that failed with its last batch unwritten. */
async function failed(): Promise<string> {
  proxy.meddle((request) => (isPart(request) && request.object!.includes('000002.') ? { status: 403 } : undefined));
  const id = await client.create({ filters: {}, requested_data: COLUMNS });
  await client.start(id);
  expect(await client.settled(id)).toMatchObject({ status: 'failure', progress: { exported: 20 } });
  proxy.meddle(() => undefined);
  return id;
}

/** A cancelled export whose parts could not be deleted. */
async function stoppedWithParts(): Promise<string> {
  const id = await failed();
  await recordsIn(before).updateOne({ _id: id }, { $set: { status: 'stopped', plan: null, exported: 0, bytes: 0 } });
  return id;
}

async function expire(id: string): Promise<void> {
  await recordsIn(after).updateOne({ _id: id }, { $set: { completed_at: longAgo } });
  const stores = openAllStores(after.config);
  const deps = { ...stores, logger: createLogger(after.config, 'worker'), limits: { retentionDays: 30 } };
  await createExpire(deps as unknown as ActivityDeps)(undefined, new AbortController().signal);
  await stores.close();
}

test('a file is downloaded from where it was written, and deleted there', async () => {
  const { record } = await exportFile(client);
  expect((await moved.download(record.id)).toString()).toBe(linesOf(documents));
  expect((await moved.send('DELETE', `/v1/logs/exports/${record.id}`)).status).toBe(200);
  expect(await namesOf(record.id)).toEqual([]);
});

test('a failed export goes on where its parts are', async () => {
  const id = await failed();
  proxy.requests.splice(0);
  await moved.start(id);
  expect(await moved.settled(id)).toMatchObject({ status: 'success', attempt: 2 });
  expect(proxy.done('upload').filter(isPart)).toHaveLength(1);
  expect((await moved.download(id)).toString()).toBe(linesOf(documents));
  expect(await namesOf(id)).toHaveLength(2);
});

test.each([
  ['success', async () => (await exportFile(client)).record.id],
  ['failure', failed],
  ['stopped', stoppedWithParts],
])('what is stored of an export with %s goes at the end of its retention', async (_status, make) => {
  const id = await make();
  expect((await namesOf(id)).length).toBeGreaterThan(0);
  await expire(id);
  expect(await namesOf(id)).toEqual([]);
  expect((await recordsIn(after).findOne({ _id: id }))!.expired_at).not.toBeNull();
});

test.each([
  ['updated', (id: string) => moved.send('PUT', `/v1/logs/exports/${id}`, { description: 'new' })],
  ['deleted', (id: string) => moved.send('DELETE', `/v1/logs/exports/${id}`)],
])('the parts of a failed export go where it is %s', async (_move, request) => {
  const id = await failed();
  expect((await request(id)).status).toBe(200);
  expect(await namesOf(id)).toEqual([]);
});

test('what is started for the first time lies where the settings say now', async () => {
  const { record, content } = await exportFile(moved);
  expect(content.toString()).toBe(linesOf(documents));
  expect(await namesOf(record.id)).toEqual([]);
  expect(await openTestBucket(after.config).names(`acme/main/${record.id}/`)).toHaveLength(2);
});
