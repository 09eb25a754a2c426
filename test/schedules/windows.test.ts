/** The windows of schedules, run by Temporal and exported by a worker: each log once, whatever happens meanwhile. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { ScheduleOverlapPolicy } from '@temporalio/client';
import { z } from 'zod';
import { localDir } from '../../local/paths';
import { createExpire } from '../../src/activities/expire';
import { createReconcileSchedules } from '../../src/activities/reconcile-schedules';
import type { ActivityDeps } from '../../src/activities/deps';
import { webhookMessages } from '../../src/contract/webhook-events';
import { createLogger } from '../../src/process/logger';
import { startApi } from '../../src/process/start-api';
import { advanceSchedule } from '../../src/schedules/advance';
import { createKeyStore } from '../../src/stores/keys';
import { timesOf } from '../../src/temporal/timetable';
import { openTestBucket } from '../support/bucket';
import { type ApiClient, createClient } from '../support/client';
import { insertLogs, linesOf, type LogDocument, logDocument } from '../support/log-documents';
import { openAllStores, schedulingOn } from '../support/open-stores';
import { endingItself, pythonWith } from '../support/python';
import { type Receiver, startReceiver } from '../support/receiver';
import { recordsIn } from '../support/records';
import { startStack, type Stack } from '../support/stack';
import { until } from '../support/waiting';
import { schedulesOf, testClock } from './support';

const HOUR_MS = 3_600_000;
const START = Date.parse('2026-03-27T23:00:00Z');
/** Days of Berlin: the second one has 23 hours. Logs lie on each cut, too. */
const documents = Array.from({ length: 96 }, (_, index) =>
  logDocument(index, { created_at: new Date(START + index * HOUR_MS) }),
);
const clock = testClock('2026-03-27T23:00:00Z');
const daily = { timezone: 'Europe/Berlin', start_at: '2026-03-28T00:00:00+01:00', recheck_hours: 0 };

let receiver: Receiver;
let stack: Stack;
let stores: ReturnType<typeof openAllStores>;
let client: ApiClient;
let schedules: ReturnType<typeof schedulesOf>;
beforeAll(async () => {
  receiver = await startReceiver();
  const variables = { EXPORT_MAX_LOGS: '40', WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' };
  stack = await startStack({ now: clock.now, variables });
  stores = openAllStores(stack.config);
  client = await stack.client();
  schedules = schedulesOf(client, stack, clock);
  await insertLogs(stack, documents);
});
afterAll(async () => {
  for await (const { id } of schedulingOn(stores, stack).timetable.list()) await schedules.handleOf(id).delete();
  await stores.close();
  await stack.stop();
  await receiver.stop();
});

const within = (from: string, until_: string, all: readonly LogDocument[] = documents) =>
  all.filter(({ created_at }) => new Date(created_at) >= new Date(from) && new Date(created_at) < new Date(until_));

test('windows abut by the zone’s days, at stable paths, and hold each log once', async () => {
  clock.moveTo('2026-03-30T22:05:00Z');
  const id = await schedules.create(daily);
  await schedules.quiet(id);
  const made = await schedules.exportsOf(id);
  expect(made.map(({ window, revision, status }) => [window!.start, window!.end, revision, status])).toEqual([
    ['2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z', 1, 'success'],
    ['2026-03-27T23:00:00.000Z', '2026-03-28T23:00:00.000Z', 1, 'success'],
  ]);
  expect(made.map(({ description }) => description)).toEqual(['every day', 'every day']);
  // The third day is over, but has not settled.
  expect(await schedules.read(id)).toMatchObject({
    status: 'active',
    next_window: { start: '2026-03-29T22:00:00.000Z', due_at: '2026-03-30T22:10:00.000Z' },
    last_window: { export_id: made[0]!.id, status: 'success' },
  });
  clock.moveTo('2026-03-30T22:10:00Z');
  await schedules.fire(id);
  expect(await schedules.lines(id)).toBe(linesOf(within('2026-03-27T23:00:00Z', '2026-03-30T22:00:00Z')));
  expect(await openTestBucket(stack.config).names(`acme/main/schedules/${id}/`)).toEqual(
    [
      `acme/main/schedules/${id}/date=2026-03-28/20260327T230000Z_20260328T230000Z.jsonl`,
      `acme/main/schedules/${id}/date=2026-03-29/20260328T230000Z_20260329T220000Z.jsonl`,
      `acme/main/schedules/${id}/date=2026-03-30/20260329T220000Z_20260330T220000Z.jsonl`,
    ].flatMap((name) => [name, `${name}.manifest.json`]),
  );
  const [newest, ...others] = await schedules.exportsOf(id);
  const manifest = await client.send('GET', `/v1/logs/exports/${newest!.id}/manifest`);
  expect(manifest.body).toMatchObject({ schedule_id: id, window: newest!.window });
  const workflow = await stack.temporal.workflow.getHandle(`logs-export-${newest!.id}`).describe();
  const attributes = workflow.typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]);
  expect(Object.fromEntries(attributes)).toMatchObject({ ScheduleId: id, WindowStart: newest!.window!.start });
  expect((await client.send('DELETE', `/v1/logs/exports/${newest!.id}`)).status).toBe(200);
  expect(await openTestBucket(stack.config).names(`acme/main/schedules/${id}/`)).toHaveLength(2 * others.length);

  // Retention deletes a window's file and the manifest beside it, and no other window's; the record keeps its manifest.
  const [kept, old] = others;
  const completed_at = new Date(Date.now() - 40 * 86_400_000);
  await recordsIn(stack).updateOne({ _id: old!.id }, { $set: { completed_at } });
  const expiring = { ...stores, logger: createLogger(stack.config, 'worker'), limits: { retentionDays: 30 } };
  const expire = createExpire(expiring as unknown as ActivityDeps);
  expect(await expire(undefined, new AbortController().signal)).toEqual({ expired: 1 });
  const left = await openTestBucket(stack.config).names(`acme/main/schedules/${id}/`);
  expect(left).toEqual(
    ['', '.manifest.json'].map(
      (end) => expect.stringMatching(`/${kept!.file!.name.replaceAll('.', '\\.')}${end}$`) as string,
    ),
  );
  expect((await client.send('GET', `/v1/logs/exports/${old!.id}/download`)).status).toBe(410);
  const remembered = await client.send('GET', `/v1/logs/exports/${old!.id}/manifest`);
  expect(remembered).toMatchObject({ status: 200, body: { window: old!.window, file: old!.file } });
  expect(await schedules.exportsOf(id)).toHaveLength(2);
});

test('DuckDB reads two days by a glob over their paths, and their dates from these', async () => {
  clock.moveTo('2026-03-29T23:00:00Z');
  const id = await schedules.create(daily);
  await schedules.quiet(id);
  const bucket = openTestBucket(stack.config);
  const folder = mkdtempSync(path.join(localDir, 'test-hive-'));
  const under = `acme/main/schedules/${id}/`;
  for (const name of await bucket.names(under)) {
    const file = path.join(folder, name.slice(under.length));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, await bucket.read(name));
  }
  const query = `SELECT date::VARCHAR, count(*) FROM read_json('${folder}/date=*/*.jsonl', format = 'newline_delimited',
    hive_partitioning = true) GROUP BY date ORDER BY date`;
  const script = 'import duckdb, json, sys; print(json.dumps(duckdb.sql(sys.argv[1]).fetchall()))';
  const { stdout } = await promisify(execFile)(await pythonWith('python-readers'), ['-c', endingItself(script), query]);
  rmSync(folder, { recursive: true });
  expect(JSON.parse(stdout)).toEqual([
    ['2026-03-28', 24],
    ['2026-03-29', 23],
  ]);
});

test('a window is made at once by run, which does not wait for late logs; an empty one is a file without lines', async () => {
  clock.moveTo('2026-02-03T00:01:00Z');
  const id = await schedules.create({ start_at: '2026-02-02T00:00:00Z', recheck_hours: 0 });
  expect(await schedules.exportsOf(id)).toEqual([]);
  expect((await schedules.move(id, 'run')).status).toBe(200);
  await until(async () => (await schedules.read(id)).last_window?.status === 'success');
  const [made] = await schedules.exportsOf(id);
  expect(made).toMatchObject({ status: 'success', file: { bytes: 0 }, progress: { exported: 0 } });
});

test('a window of more logs than an export holds is split between two times, and within one where it must be', async () => {
  const crowd = Array.from({ length: 90 }, (_, index) =>
    logDocument(1_000 + index, { created_at: new Date('2026-01-05T12:00:00Z') }),
  );
  const around = [...Array(30).keys()].map((index) =>
    logDocument(2_000 + index, { created_at: new Date(Date.parse('2026-01-05T10:00:00Z') + index * 600_000) }),
  );
  await insertLogs(stack, [...crowd, ...around]);
  clock.moveTo('2026-01-06T01:00:00Z');
  const id = await schedules.create({ start_at: '2026-01-05T00:00:00Z', recheck_hours: 0 });
  await schedules.quiet(id);
  const made = await schedules.exportsOf(id);
  expect(made.map(({ window, truncated }) => [window!.part, window!.parts, truncated])).toEqual([
    [5, 5, false],
    [4, 5, false],
    ...[3, 2].map((part) => [part, 5, true]),
    [1, 5, false],
  ]);
  expect(await schedules.lines(id)).toBe(linesOf([...crowd, ...around]));
});

test('logs that came late make a revision, whose file takes the place of the one before', async () => {
  const webhook = { url: receiver.url(), events: ['export.succeeded', 'export.expired'] };
  const { body: listening } = await client.send<{ id: string }>('POST', '/v1/webhooks', webhook);
  clock.moveTo('2026-03-29T00:00:00Z');
  const id = await schedules.create({ ...daily, recheck_hours: 24, end_at: '2026-03-29T00:00:00+01:00' });
  await schedules.quiet(id);
  const [first] = await schedules.exportsOf(id);
  const late = logDocument(5_000, { created_at: new Date('2026-03-28T09:30:00Z') });
  await insertLogs(stack, [late]);
  expect(await schedules.read(id)).toMatchObject({ status: 'ended', next_window: null });

  clock.moveTo('2026-03-29T23:10:00Z');
  await schedules.handleOf(id).trigger(ScheduleOverlapPolicy.BUFFER_ONE);
  await until(async () => (await client.read(first!.id)).superseded_by !== null);
  await schedules.quiet(id);
  const [second] = await schedules.exportsOf(id);
  expect(second).toMatchObject({ revision: 2, status: 'success', window: first!.window, superseded_by: null });
  expect((await client.read(first!.id)).superseded_by).toBe(second!.id);
  expect(await schedules.lines(id)).toBe(
    linesOf(within('2026-03-27T23:00:00Z', '2026-03-28T23:00:00Z', [...documents, late])),
  );
  const told = () =>
    receiver.received
      .map(({ body }) => webhookMessages['export.succeeded'].extend({ type: z.string() }).parse(JSON.parse(body)))
      .filter(({ data }) => data.schedule_id === id)
      .map(({ type, data }) => `${type} ${data.revision} ${data.window!.start} ${data.id}`);
  await until(() => told().length === 3);
  expect(told().sort()).toEqual([
    `export.expired 1 ${first!.window!.start} ${first!.id}`,
    `export.succeeded 1 ${first!.window!.start} ${first!.id}`,
    `export.succeeded 2 ${first!.window!.start} ${second!.id}`,
  ]);
  await client.send('DELETE', `/v1/webhooks/${listening.id}`);
  const download = await client.send('GET', `/v1/logs/exports/${first!.id}/download`);
  expect(download).toMatchObject({
    status: 410,
    body: { error: { message: expect.stringContaining(second!.id) as string } },
  });
  await until(async () => (await openTestBucket(stack.config).names(`acme/main/schedules/${id}/`)).length === 2);
  expect(await openTestBucket(stack.config).names(`acme/main/schedules/${id}/`)).toEqual(
    ['', '.manifest.json'].map(
      (end) => `acme/main/schedules/${id}/date=2026-03-28/20260327T230000Z_20260328T230000Z-r2.jsonl${end}`,
    ),
  );
  await stack.mongo
    .db(stack.config.MONGO_DATABASE)
    .collection('logs')
    .deleteOne({ _id: late._id as never });
});

test('a window that failed holds up no other, and is mended by Start Again', async () => {
  clock.moveTo('2026-03-29T01:00:00Z');
  const id = await schedules.create(daily);
  await schedules.quiet(id);
  const [failed] = await schedules.exportsOf(id);
  await recordsIn(stack).updateOne({ _id: failed!.id }, { $set: { status: 'failure', plan: null } });
  expect(await schedules.read(id)).toMatchObject({
    status: 'failing',
    failing_since: failed!.completed_at,
    last_window: { status: 'failure' },
  });
  clock.moveTo('2026-03-29T22:30:00Z');
  await schedules.fire(id);
  expect(await schedules.exportsOf(id)).toHaveLength(2);
  await client.start(failed!.id);
  await client.settled(failed!.id);
  expect(await schedules.read(id)).toMatchObject({ status: 'active', failing_since: null });
});

test('a key that was revoked pauses it, with words; resumed with another, it goes on without a gap', async () => {
  const keys = createKeyStore(stack.mongo.db(stack.config.MONGO_DATABASE));
  const tenant = { organisationId: 'acme', workspaceId: 'main' };
  const { record, key } = await keys.create({ name: null, tenant, scopes: ['logs.export', 'completions'] });
  clock.moveTo('2026-03-29T01:00:00Z');
  const id = await schedulesOf(createClient(stack.url, key), stack, clock).create(daily);
  await schedules.quiet(id);
  await keys.revoke(record._id);
  clock.moveTo('2026-03-30T23:00:00Z');
  await schedules.handleOf(id).trigger();
  await until(async () => (await schedules.read(id)).status === 'paused');
  const reason = 'The API key that this schedule runs with was revoked. Resume the schedule with a key that may';
  expect((await schedules.read(id)).paused_reason).toContain(reason);
  expect(await schedules.move(id, 'run')).toMatchObject({ status: 409, body: { error: { code: 'wrong_status' } } });

  expect(await schedules.move(id, 'resume')).toMatchObject({ status: 200, body: { paused_reason: null } });
  await schedules.quiet(id);
  expect(await schedules.lines(id)).toBe(linesOf(within('2026-03-27T23:00:00Z', '2026-03-30T22:00:00Z')));
});

test('changed terms hold from the next window on, which starts where the last one ended', async () => {
  clock.moveTo('2026-03-29T01:00:00Z');
  const id = await schedules.create(daily);
  await schedules.quiet(id);
  await schedules.change(id, {
    every: 'week',
    at: { day_of_week: 2 },
    export: { filters: {}, requested_data: ['id'] },
  });
  expect((await schedules.read(id)).next_window).toMatchObject({
    start: '2026-03-28T23:00:00.000Z',
    end: '2026-03-30T22:00:00.000Z',
  });
  clock.moveTo('2026-03-31T00:00:00Z');
  await schedules.fire(id);
  const [newest] = await schedules.exportsOf(id);
  expect(newest).toMatchObject({ requested_data: ['id'], window: { part: 2, parts: 2 } });
  const update = await client.send('PUT', `/v1/logs/exports/${newest!.id}`, { filters: {} });
  expect(update).toMatchObject({ status: 409, body: { error: { code: 'wrong_status' } } });
});

test('run by many at once, each window is made once; paused, none is', async () => {
  clock.moveTo('2026-03-27T23:00:00Z');
  const id = await schedules.create(daily);
  await schedules.move(id, 'pause');
  clock.moveTo('2026-03-31T12:00:00Z');
  const deps = schedulingOn(stores, { ...stack, now: clock.now });
  const never = new AbortController().signal;
  expect(await advanceSchedule(deps, id, never)).toBe('idle');
  await schedules.move(id, 'resume');
  const advance = () => until(async () => (await advanceSchedule(deps, id, never)) === 'idle');
  await Promise.all([schedules.fire(id, 3), advance(), advance()]);
  expect(await schedules.exportsOf(id)).toHaveLength(3);
  expect(await schedules.lines(id)).toBe(linesOf(within('2026-03-27T23:00:00Z', '2026-03-30T22:00:00Z')));
});

test('a backfill makes the windows before the first one, and those that are there only once', async () => {
  clock.moveTo('2026-03-30T23:00:00Z');
  const id = await schedules.create({ ...daily, start_at: '2026-03-30T00:00:00+02:00' });
  const begun = await schedules.move(id, 'backfill', { from: '2026-03-28T12:00:00Z', to: '2026-03-29T12:00:00Z' });
  expect(begun.body.backfill).toEqual({
    ...{ from: '2026-03-27T23:00:00.000Z', to: '2026-03-28T23:00:00.000Z', next: '2026-03-27T23:00:00.000Z' },
  });
  await schedules.quiet(id);
  await schedules.move(id, 'backfill', { from: '2026-03-27T23:00:00Z', to: '2026-03-30T12:00:00Z' });
  await schedules.quiet(id);
  expect(await schedules.exportsOf(id)).toHaveLength(3);
  expect(await schedules.lines(id)).toBe(linesOf(within('2026-03-27T23:00:00Z', '2026-03-30T22:00:00Z')));
});

const reconcile = () => {
  const scheduling = schedulingOn(stores, { ...stack, now: clock.now });
  const deps = { scheduling, logger: scheduling.logger } as unknown as ActivityDeps;
  return createReconcileSchedules(deps)(undefined, new AbortController().signal);
};
const listed = async (id: string) => {
  for await (const one of schedulingOn(stores, stack).timetable.list()) if (one.id === id) return one;
  return undefined;
};

test('changed by two API processes at once, the record and Temporal agree in the end', async () => {
  const other = await startApi(stack.config, createLogger(stack.config, 'api'), { now: clock.now });
  const keys = createKeyStore(stack.mongo.db(stack.config.MONGO_DATABASE));
  const tenant = { organisationId: 'acme', workspaceId: 'main' };
  const { key } = await keys.create({ name: null, tenant, scopes: ['logs.export', 'completions'] });
  const clients = [stack.url, `http://127.0.0.1:${other.port}`].map((url) => createClient(url, key));
  const id = await schedules.create({ paused: true });
  const changes = ['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/New_York'].flatMap((timezone, index) =>
    clients.map((by) => by.send('PUT', `/v1/logs/schedules/${id}`, { timezone, settle_minutes: index * 7 })),
  );
  expect((await Promise.all(changes)).map(({ status }) => status)).toEqual(changes.map(() => 200));
  const wanted = timesOf((await stores.schedules.findAny(id))!);
  await until(async () => (await reconcile(), (await listed(id))?.times === wanted));
  await other.stop();
});

test('what Temporal lost is put back, what an operator paused is shown, what was deleted goes', async () => {
  const [kept, deleted] = [await schedules.create({ paused: true }), await schedules.create({ paused: true })];
  // The stack's own reconciler would be faster now and then.
  const { TEMPORAL_TASK_QUEUE } = stack.config;
  await stack.temporal.schedule.getHandle(`reconcile-schedules-${TEMPORAL_TASK_QUEUE}`).pause();
  await schedules.move(kept, 'resume');
  await schedules.handleOf(kept).delete();
  const tenant = { organisationId: 'acme', workspaceId: null };
  await stores.schedules.delete(tenant, (await stores.schedules.find(tenant, deleted))!);
  await until(async () => !(await listed(kept)) && (await listed(deleted)) !== undefined);
  await reconcile();
  await until(async () => (await listed(kept)) !== undefined && !(await listed(deleted)));

  // Terms that Temporal was not told of, as where it was down: it is told once.
  await stores.schedules.change(tenant, kept, { settle_minutes: 25, timezone: 'Europe/Berlin' });
  const told = async () => (await schedules.handleOf(kept).describe()).info.lastUpdatedAt;
  await until(async () => (await reconcile(), (await told()) !== undefined));
  const { spec } = await schedules.handleOf(kept).describe();
  expect(spec).toMatchObject({ timezone: 'Europe/Berlin' });
  expect(spec.calendars!.map(({ minute }) => minute)).toContainEqual([expect.objectContaining({ start: 25 })]);
  const wanted = timesOf((await stores.schedules.findAny(kept))!);
  await until(async () => (await listed(kept))?.times === wanted);
  const before = await told();
  await reconcile();
  expect(await told()).toEqual(before);

  await schedules.handleOf(kept).pause('while the bucket moves');
  await until(async () => (await listed(kept))?.note !== null);
  await reconcile();
  expect(await schedules.read(kept)).toMatchObject({
    status: 'paused',
    paused_reason: expect.stringContaining('while the bucket moves') as string,
  });
  await schedules.handleOf(kept).unpause();
  await until(async () => (await listed(kept))?.note === null);
  await reconcile();
  expect((await schedules.read(kept)).status).toBe('active');
});
