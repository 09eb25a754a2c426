/** What must follow from the end of a run follows, whatever fails between the update of the record, the audit trail and Temporal. */
import { type ActivityDeps } from '../../src/activities/deps';
import { createReconcile } from '../../src/activities/reconcile';
import { createLogger } from '../../src/process/logger';
import { countEndings } from '../../src/observability/count-exports';
import { createMetrics } from '../../src/observability/metrics';
import { openObjects } from '../../src/objects/open';
import type { DeliveryRecord } from '../../src/stores/deliveries';
import { openStores } from '../../src/stores/open';
import type { WebhookRecord } from '../../src/stores/webhooks';
import { createRuns } from '../../src/temporal/runs';
import type { ApiClient } from '../support/client';
import { type MongoProxy, startMongoProxy } from '../support/mongo-proxy';
import { recordsIn } from '../support/records';
import { startStack, type Stack } from '../support/stack';

let stack: Stack;
let proxy: MongoProxy;
let client: ApiClient;
let metrics: ReturnType<typeof createMetrics>;
let stores: ReturnType<typeof openStores>;
/** The deliveries that Temporal was asked to start. */
let handedOver: string[] = [];
const toTemporal = (id: string) => Promise.resolve(void handedOver.push(id));
let handOver = toTemporal;
beforeAll(async () => {
  stack = await startStack({ worker: false });
  client = await stack.client();
  proxy = await startMongoProxy();
  metrics = createMetrics('worker');
  const config = { ...stack.config, MONGO_DB_CONNECTION_URL: proxy.url };
  stores = openStores(config, openObjects(config).locate, {
    delivered: countEndings(metrics),
    startDelivery: ({ _id }) => handOver(_id),
  });
  await stores.webhooks.insert({
    ...{ _id: 'webhook-1', organisation_id: 'acme', workspace_id: 'main', slot: 0, events: ['export.failed'] },
    ...{ url: 'https://hooks.example', secrets: [], description: null, disabled: null, failing_since: null },
    ...{ created_at: new Date(), last_updated_at: new Date(), created_by: 'key-1' },
    ...{ created_by_user: null, only_user: null },
  } satisfies WebhookRecord);
});
afterAll(async () => {
  await stores.close();
  await proxy.stop();
  await stack.stop();
});
afterEach(() => {
  proxy.meddle(() => undefined);
  handOver = toTemporal;
  handedOver = [];
});

const LONG_AGO = new Date(Date.now() - 60_000);

/** An export that is in progress, as its record says. */
async function running() {
  const exportId = await client.create({ filters: {}, requested_data: ['id'] });
  const $set = { status: 'in_progress', run: 'run-1', attempt: 3, started_by: 'key-1', started_at: LONG_AGO } as const;
  await recordsIn(stack).updateOne({ _id: exportId }, { $set });
  return { exportId, run: 'run-1' };
}
const recordOf = async (id: string) => (await recordsIn(stack).findOne({ _id: id }))!;
const noted = (id: string) =>
  stack.mongo.db(stack.config.MONGO_DATABASE).collection('audit').find({ target_id: id, key_id: null }).toArray();
const deliveriesOf = async (id: string) => {
  const deliveries = stack.mongo.db(stack.config.MONGO_DATABASE).collection<DeliveryRecord>('webhook_deliveries');
  return (await deliveries.find().toArray()).filter(({ body }) => body.includes(id));
};
const counted = async () =>
  (await metrics.exportsEnded.get()).values.find(({ labels }) => labels.reason === 'corrupt_log')!.value;
const failure = { status: 'failure', errorCode: 'corrupt_log', error: 'Mend that log.' } as const;
const expected = { action: 'export.failed', result: 'corrupt_log', error: 'Mend that log.', attempt: 3 };

/** Makes as if what is left in the outbox had been there for long, and reconciles. */
async function reconcileLater(id: string) {
  await recordsIn(stack).updateOne({ _id: id }, { $set: { 'outbox.$[].audit.at': LONG_AGO } });
  const runs = createRuns(stack.temporal, stack.config);
  const deps = { ...stores, runs, logger: createLogger(stack.config, 'worker'), metrics };
  await createReconcile(deps as unknown as ActivityDeps)(undefined, new AbortController().signal);
}

test('what is noted of an end is noted once, and nothing is left', async () => {
  const before = await counted();
  const ref = await running();
  expect(await stores.exports.settle(ref, failure)).toBe(true);
  expect(await stores.exports.settle(ref, failure)).toBe(false);
  expect(await noted(ref.exportId)).toMatchObject([expected]);
  expect((await recordOf(ref.exportId)).outbox).toEqual([]);
  expect(await counted()).toBe(before + 1);
  const [delivery, ...more] = await deliveriesOf(ref.exportId);
  expect(more).toEqual([]);
  expect(delivery).toMatchObject({ webhook_id: 'webhook-1', status: 'pending', type: 'export.failed' });
  expect(handedOver).toEqual([delivery!._id]);
});

test('an end that its webhook does not want to hear of is told to none', async () => {
  const ref = await running();
  expect(await stores.exports.settle(ref, { status: 'stopped' })).toBe(true);
  expect(await deliveriesOf(ref.exportId)).toEqual([]);
  expect((await recordOf(ref.exportId)).outbox).toEqual([]);
});

test.each([
  { lost: 'the audit entry', matches: { insert: 'audit' } },
  { lost: 'the record of a delivery', matches: { insert: 'webhook_deliveries' } },
  { lost: 'the hand-over to Temporal', matches: null },
  { lost: 'the update that takes it off', matches: { update: 'exports' } },
])('where $lost fails, the export is settled, and the reconciler makes up for it', async ({ matches }) => {
  const before = await counted();
  const ref = await running();
  if (matches) {
    proxy.meddle(({ command, answer }) =>
      !answer && Object.entries(matches).every(([name, value]) => command[name] === value) ? 'cut' : undefined,
    );
  } else handOver = () => Promise.reject(new Error('Temporal is down'));
  expect(await stores.exports.settle(ref, failure)).toBe(true);
  expect(await recordOf(ref.exportId)).toMatchObject({ status: 'failure', outbox: [{ audit: expected }] });
  expect(await counted()).toBe(before);

  proxy.meddle(() => undefined);
  handOver = toTemporal;
  // It may have been started again meanwhile: what is noted is of the run that ended.
  await recordsIn(stack).updateOne({ _id: ref.exportId }, { $set: { attempt: 4 } });
  await reconcileLater(ref.exportId);
  await reconcileLater(ref.exportId);
  expect(await noted(ref.exportId)).toMatchObject([expected]);
  expect((await recordOf(ref.exportId)).outbox).toEqual([]);
  expect(await counted()).toBe(before + 1);
  const told = await deliveriesOf(ref.exportId);
  expect(told.map(({ body }) => JSON.parse(body) as object)).toMatchObject([
    { type: 'export.failed', data: { id: ref.exportId, attempt: 3, error_code: 'corrupt_log' } },
  ]);
  expect(new Set(handedOver)).toEqual(new Set([told[0]!._id]));
});

test('an export that is deleted at once leaves what was noted of it', async () => {
  const ref = await running();
  proxy.meddle(({ command, answer }) => (!answer && command.insert === 'audit' ? 'cut' : undefined));
  await stores.exports.settle(ref, failure);
  proxy.meddle(() => undefined);
  expect(await stores.exports.delete({ organisationId: 'acme', workspaceId: 'main' }, ref.exportId)).toBe(true);
  expect(await noted(ref.exportId)).toMatchObject([expected]);
});

test('one record that can not be settled keeps no other from it', async () => {
  const [first, second] = [await running(), await running()];
  const runs = {
    describe: (id: string) => (id === first.exportId ? Promise.reject(new Error('broken')) : Promise.resolve(null)),
  };
  const deps = { ...stores, runs, logger: createLogger(stack.config, 'worker'), metrics };
  const reconciled = createReconcile(deps as unknown as ActivityDeps)(undefined, new AbortController().signal);
  await expect(reconciled).rejects.toThrow('broken');
  expect((await recordOf(first.exportId)).status).toBe('in_progress');
  expect(await recordOf(second.exportId)).toMatchObject({ status: 'failure', error_code: 'workflow_lost' });
});
