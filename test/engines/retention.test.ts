/** What is past its retention goes, whatever stands in the way of something else; what has come back to life stays. */
import type { ActivityDeps } from '../../src/activities/deps';
import { createExpire } from '../../src/activities/expire';
import { createLogger } from '../../src/process/logger';
import type { Objects } from '../../src/objects/port';
import type { ExportRecord } from '../../src/stores/export-record';
import { openTestBucket } from '../support/bucket';
import type { ApiClient } from '../support/client';
import { type GcsProxy, startGcsProxy } from '../support/gcs-proxy';
import { COLUMNS, insertLogs, linesOf, logDocuments } from '../support/log-documents';
import { recordsIn } from '../support/records';
import { startStack, type Stack } from '../support/stack';
import { openAllStores } from '../support/open-stores';

const documents = logDocuments(3);
const DAY_MS = 86_400_000;
const longAgo = new Date(Date.now() - 40 * DAY_MS);

let stack: Stack;
let proxy: GcsProxy;
let stores: ReturnType<typeof openAllStores>;
let client: ApiClient;
let bucket: ReturnType<typeof openTestBucket>;
beforeAll(async () => {
  proxy = await startGcsProxy();
  const variables = { GCS_ORGANISATION_BUCKETS: 'gone=no-such-bucket', GCS_API_ENDPOINT: proxy.endpoint };
  stack = await startStack({ variables });
  stores = openAllStores(stack.config);
  bucket = openTestBucket(stack.config);
  client = await stack.client();
  await insertLogs(stack, documents);
});
afterAll(async () => {
  await stores.close();
  await stack.stop();
  await proxy.stop();
});

const draft = (by = client) => by.create({ filters: {}, requested_data: COLUMNS });
const endedLongAgo = (id: string, status: ExportRecord['status']) =>
  recordsIn(stack).updateOne({ _id: id }, { $set: { status, attempt: 1, completed_at: longAgo } });
const leavePart = (id: string) => bucket.write(`acme/main/${id}/parts/x/000000.jsonl`, '{}\n');
const namesOf = (id: string) => bucket.names(`acme/main/${id}/`);
const expire = (objects: Pick<Objects, 'open'> = stores.objects) => {
  const deps = { ...stores, objects, logger: createLogger(stack.config, 'worker'), limits: { retentionDays: 30 } };
  return createExpire(deps as unknown as ActivityDeps)(undefined, new AbortController().signal);
};

test('a failed export that is started again while others expire keeps its new file', async () => {
  const [first, revived] = [await draft(), await draft()];
  for (const id of [first, revived]) {
    await endedLongAgo(id, 'failure');
    await leavePart(id);
  }
  const revive = async () => {
    await client.start(revived);
    expect(await client.settled(revived)).toMatchObject({ status: 'success' });
  };
  const open: Objects['open'] = (location, organisation) => {
    const folder = stores.objects.open(location, organisation);
    const removeIf: typeof folder.removeIf = async (mayGo) => {
      if (location.folder.endsWith(first)) await revive();
      return folder.removeIf(mayGo);
    };
    return { ...folder, removeIf };
  };

  expect(await expire({ open })).toEqual({ expired: 1 });
  expect(await namesOf(first)).toEqual([]);
  expect((await client.download(revived)).toString()).toBe(linesOf(documents));
});

test('a file that was written since the folder was listed stays', async () => {
  const id = await draft();
  await leavePart(id);
  const name = `acme/main/${id}/parts/x/000000.jsonl`;
  const written = async () => {
    await bucket.write(name, 'another run');
    return true;
  };
  const location = stores.objects.locate({ id, tenant: { organisationId: 'acme', workspaceId: 'main' } });
  expect(await stores.objects.open(location, 'acme').removeIf(written)).toBe(1);
  expect(String(await bucket.read(name))).toBe('another run');
});

test('a bucket that is gone is reported, and keeps no other organisation from its retention', async () => {
  const ofOther = await draft(await stack.client({ organisation: 'gone' }));
  const id = await draft();
  await endedLongAgo(ofOther, 'success');
  await endedLongAgo(id, 'failure');
  await leavePart(id);

  await expect(expire()).rejects.toMatchObject({ code: 'bucket_not_found' });
  expect(await namesOf(id)).toEqual([]);
  await recordsIn(stack).deleteOne({ _id: ofOther });
});

test('what a stopped export left goes too; one that left nothing is not said to have expired', async () => {
  const [left, clean] = [await draft(), await draft()];
  for (const id of [left, clean]) await endedLongAgo(id, 'stopped');
  await leavePart(left);

  expect(await expire()).toEqual({ expired: 1 });
  expect(await namesOf(left)).toEqual([]);
  const trail = await client.send<{ data: { target_id: string }[] }>('GET', '/v1/audit?action=export.expired');
  const targets = trail.body.data.map(({ target_id }) => target_id);
  expect([targets.includes(left), targets.includes(clean)]).toEqual([true, false]);
  expect(await expire()).toEqual({ expired: 0 });
});
