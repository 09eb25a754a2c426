/** Webhooks are told when a schedule is paused, and when it begins to fail: once each, and nothing else. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { ActivityDeps } from '../../src/activities/deps';
import { createReconcileSchedules } from '../../src/activities/reconcile-schedules';
import { webhookMessages } from '../../src/contract/webhook-events';
import { openObjects } from '../../src/objects/open';
import { advanceSchedule } from '../../src/schedules/advance';
import { pausedEvent } from '../../src/schedules/event';
import { createKeyStore } from '../../src/stores/keys';
import { openStores } from '../../src/stores/open';
import { createDispatch } from '../../src/temporal/dispatch';
import { type ApiClient, createClient } from '../support/client';
import { schedulingOn } from '../support/open-stores';
import { type Receiver, startReceiver } from '../support/receiver';
import { recordsIn } from '../support/records';
import { expectRefusal } from '../support/refusals';
import { startStack, type Stack } from '../support/stack';
import { until } from '../support/waiting';
import { schedulesOf, testClock } from './support';

const clock = testClock('2026-03-10T12:00:00Z');
const never = new AbortController().signal;
const hourly = { every: 'hour', settle_minutes: 0, recheck_hours: 0 };

let receiver: Receiver;
let stack: Stack;
let client: ApiClient;
let schedules: ReturnType<typeof schedulesOf>;
let stores: ReturnType<typeof openStores>;
let startDelivery: ReturnType<typeof createDispatch>['start'];
beforeAll(async () => {
  receiver = await startReceiver();
  // A bucket that is not there: each window fails, at once.
  const variables = { GCS_BUCKET: `none-${randomBytes(6).toString('hex')}`, WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' };
  stack = await startStack({ now: clock.now, variables });
  client = await stack.client();
  schedules = schedulesOf(client, stack, clock);
  startDelivery = createDispatch(stack.temporal, stack.config).start;
  stores = openStores(stack.config, openObjects(stack.config).locate, {
    startDelivery: (delivery) => startDelivery(delivery),
  });
  const webhook = { url: receiver.url(), events: ['schedule.paused', 'schedule.failing'] };
  expect((await client.send('POST', '/v1/webhooks', webhook)).status).toBe(200);
});
afterAll(async () => {
  for await (const { id } of schedulingOn(allStores(), stack).timetable.list()) await schedules.handleOf(id).delete();
  await stores.close();
  await stack.stop();
  await receiver.stop();
});

const allStores = () => ({ ...stores, objects: openObjects(stack.config) });
const eventOfSchedule = z.union([webhookMessages['schedule.paused'], webhookMessages['schedule.failing']]);
const eventsOf = (id: string) =>
  receiver.received.map(({ body }) => eventOfSchedule.parse(JSON.parse(body))).filter(({ data }) => data.id === id);
const recordOf = async (id: string) => (await stores.schedules.findAny(id))!;
function reconcile() {
  const scheduling = schedulingOn(allStores(), { ...stack, now: clock.now });
  const deps = { scheduling, logger: scheduling.logger } as unknown as ActivityDeps;
  return createReconcileSchedules(deps)(undefined, never);
}

test('a schedule that begins to fail is told of once, and once more where it had been mended', async () => {
  clock.moveTo('2026-03-10T12:00:00Z');
  const id = await schedules.create({ ...hourly, start_at: '2026-03-10T10:00:00Z' });
  await schedules.quiet(id);
  const [second, first] = await schedules.exportsOf(id);
  expect([first!.status, second!.status]).toEqual(['failure', 'failure']);
  await until(() => eventsOf(id).length > 0);
  expect(eventsOf(id)).toMatchObject([
    {
      type: 'schedule.failing',
      data: {
        ...{ organisation_id: 'acme', workspace_id: 'main', name: 'every day', status: 'failing' },
        ...{ error: first!.error, export_ids: [first!.id] },
        window: { start: '2026-03-10T10:00:00.000Z', end: '2026-03-10T11:00:00.000Z' },
      },
    },
  ]);
  await recordsIn(stack).updateMany({ schedule_id: id }, { $set: { status: 'success' } });
  expect(await schedules.read(id)).toMatchObject({ status: 'active' });
  clock.moveTo('2026-03-10T13:00:00Z');
  await schedules.fire(id);
  await until(() => eventsOf(id).length > 1);
  const [third] = await schedules.exportsOf(id);
  expect(eventsOf(id)[1]!.data.export_ids).toEqual([third!.id]);
  const trail = await client.send<{ data: unknown[] }>('GET', `/v1/audit?target_id=${id}&action=schedule.failing`);
  expect(trail.body.data).toMatchObject([
    { result: 'bucket_not_found', key_id: null },
    { result: 'bucket_not_found', key_id: null },
  ]);
});

test('a pause is told of, once, whoever paused it, with why', async () => {
  clock.moveTo('2026-03-10T12:30:00Z');
  const id = await schedules.create(hourly);
  await schedules.move(id, 'pause');
  expect((await schedules.move(id, 'pause')).body.status).toBe('paused');
  await until(() => eventsOf(id).length === 1);
  expect(eventsOf(id)[0]).toMatchObject({
    type: 'schedule.paused',
    data: { status: 'paused', error: null, export_ids: [], window: { start: '2026-03-10T12:00:00.000Z' } },
  });

  const keys = createKeyStore(stack.mongo.db(stack.config.MONGO_DATABASE));
  const tenant = { organisationId: 'acme', workspaceId: 'main' };
  const { record, key } = await keys.create({ name: null, tenant, scopes: ['logs.export', 'completions'] });
  const ofKey = await schedulesOf(createClient(stack.url, key), stack, clock).create(hourly);
  await keys.revoke(record._id);
  clock.moveTo('2026-03-10T13:30:00Z');
  await schedules.wake(ofKey, () => eventsOf(ofKey).length === 1);
  const { paused_reason } = await schedules.read(ofKey);
  expect(paused_reason).toContain('was revoked');
  expect(eventsOf(ofKey)[0]!.data.error).toBe(paused_reason);

  await schedules.move(ofKey, 'resume');
  await schedules.handleOf(ofKey).pause('while the bucket moves');
  await until(async () => (await reconcile(), (await schedules.read(ofKey)).status === 'paused'));
  await until(() => eventsOf(ofKey).some(({ data }) => data.error?.includes('while the bucket moves')));
});

test('a field that is denied afterwards pauses it before the next window, by name, and resume refuses it', async () => {
  clock.moveTo('2026-03-10T12:30:00Z');
  const id = await schedules.create(hourly);
  const admin = await stack.client({ workspace: null });
  const deny = (denied_fields: string[]) => admin.send('PUT', '/v1/export-settings', { denied_fields });
  expect((await deny(['trace_id'])).status).toBe(200);
  clock.moveTo('2026-03-10T13:00:00Z');
  await schedules.wake(id, async () => (await schedules.read(id)).status === 'paused');
  expect((await schedules.read(id)).paused_reason).toContain('trace_id');
  expect(await schedules.exportsOf(id)).toEqual([]);
  expectRefusal(await schedules.move(id, 'resume'), {
    ...{ status: 403, code: 'field_denied', param: 'requested_data', says: /the field trace_id/ },
  });
  expect((await schedules.read(id)).status).toBe('paused');
  expect((await deny([])).status).toBe(200);
  expect((await schedules.move(id, 'resume')).body.paused_reason).toBeNull();
});

test('a window that has begun when a field of it is denied is made by the terms that the schedule has then', async () => {
  clock.moveTo('2026-03-10T12:30:00Z');
  const { TEMPORAL_TASK_QUEUE } = stack.config;
  const reconciler = stack.temporal.schedule.getHandle(`reconcile-schedules-${TEMPORAL_TASK_QUEUE}`);
  await reconciler.pause();
  const id = await schedules.create(hourly);
  // The look that its making asked for is over.
  await until(async () => {
    const { numActionsTaken, runningActions } = (await schedules.handleOf(id).describe()).info;
    return numActionsTaken > 0 && runningActions.length === 0;
  });
  clock.moveTo('2026-03-10T13:00:00Z');
  const deps = schedulingOn(allStores(), { ...stack, now: clock.now });
  const { exports, config } = deps;
  const full = {
    ...deps,
    config: { ...config, EXPORT_RUNS_PER_ORGANISATION: 1 },
    exports: { ...exports, start: () => Promise.resolve('taken' as const), takenSlots: () => Promise.resolve([0]) },
  };
  expect(await advanceSchedule(full, id, never)).toBe('more');
  expect(await advanceSchedule(full, id, never)).toBe('waiting');
  const [draft] = await schedules.exportsOf(id);
  expect(draft).toMatchObject({ status: 'draft', requested_data: expect.arrayContaining(['trace_id']) as string[] });

  const admin = await stack.client({ workspace: null });
  const deny = (denied_fields: string[]) => admin.send('PUT', '/v1/export-settings', { denied_fields });
  await deny(['trace_id']);
  expect(await advanceSchedule(full, id, never)).toBe('idle');
  expect((await schedules.read(id)).paused_reason).toContain('trace_id');
  await schedules.change(id, { export: { filters: {}, requested_data: ['id'] } });
  expect((await schedules.move(id, 'resume')).status).toBe(200);
  await until(async () => (await schedules.exportsOf(id))[0]?.status === 'failure');
  expect((await schedules.read(id)).paused_reason).toBeNull();
  expect(await schedules.exportsOf(id)).toMatchObject([
    { id: draft!.id, window: draft!.window, revision: 1, requested_data: ['id'], error_code: 'bucket_not_found' },
  ]);
  await deny([]);
  await reconciler.unpause();
});

test('what a process that died left to tell is told by the reconciler, and before a deletion', async () => {
  clock.moveTo('2026-03-10T12:30:00Z');
  const [left, deleted] = [await schedules.create(hourly), await schedules.create(hourly)];
  const working = startDelivery;
  startDelivery = () => Promise.reject(new Error('the process died'));
  for (const id of [left, deleted]) {
    const schedule = await recordOf(id);
    await stores.schedules.pause(schedule, { at: new Date(), reason: 'why' }, pausedEvent(schedule, 'why'));
    expect(await recordOf(id)).toMatchObject({ outbox: [{ event: { type: 'schedule.paused' } }] });
  }
  startDelivery = working;
  expect((await client.send('DELETE', `/v1/logs/schedules/${deleted}`)).status).toBe(200);
  const collection = stack.mongo.db(stack.config.MONGO_DATABASE).collection<{ _id: string }>('schedules');
  await collection.updateOne({ _id: left }, { $set: { 'outbox.$[].audit.at': new Date(Date.now() - 60_000) } });
  await reconcile();
  expect((await recordOf(left)).outbox).toEqual([]);
  await until(() => eventsOf(left).length === 1 && eventsOf(deleted).length === 1);
});
