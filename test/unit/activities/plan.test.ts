import { CancelledFailure } from '@temporalio/common';
import { MongoServerError } from 'mongodb';
import { activityRig, batchOf, ref } from '../../support/activity-rig';

test('the logs are counted and cut into batches, which the record keeps', async () => {
  const { activities, record, run } = activityRig({ logs: 5 });
  expect(await run(activities.plan, ref)).toMatchObject({
    total: 5,
    batches: 3,
    todo: [0, 1, 2],
    exported: 0,
    bytes: 0,
  });
  expect(record).toMatchObject({ total: 5, total_records: 5, truncated: false });
  expect(record.plan!.batches).toEqual([batchOf(0, 2), batchOf(2, 4), batchOf(4, 5)]);
});

test('more logs than an export may hold are cut off, and said to be', async () => {
  const { activities, record, run } = activityRig({ logs: 5, limits: { maxLogs: 3 } });
  expect(await run(activities.plan, ref)).toMatchObject({ total: 3, batches: 2 });
  expect(record).toMatchObject({ total: 3, total_records: 5, truncated: true });
});

test('a plan that an earlier run left goes on: what is written stays, what is lost is written again', async () => {
  const { activities, folder, record, run } = activityRig({ logs: 4 });
  await run(activities.plan, ref);
  await run(activities.writeBatch, { ...ref, index: 0 });
  const { bytes } = await run(activities.writeBatch, { ...ref, index: 1 });
  const { digest, batches } = record.plan!;
  await folder.remove(folder.names()[0]!);

  expect(await run(activities.plan, ref)).toMatchObject({ batches: 2, todo: [0], exported: 2, bytes });
  expect(record.plan).toMatchObject({ digest, batches: [{ parts: null }, { parts: batches[1]!.parts }] });
});

test('logs that were left out are not in the file, and are read again only with their batch', async () => {
  const { activities, folder, record, run } = activityRig({ logs: 4 });
  await run(activities.plan, ref);
  for (const index of [0, 1]) await run(activities.writeBatch, { ...ref, index });
  for (const batch of record.plan!.batches) batch.omitted = { skipped: { not_chat: 3 }, unfit: {} };
  Object.assign(record, { total: 4, total_records: 10 });
  await folder.remove(folder.names()[0]!);

  expect(await run(activities.plan, ref)).toMatchObject({ total: 4, todo: [0], exported: 2 });
  // Five logs of the lost batch were read where two were planned: three are late, and counted when they are read again.
  expect(record).toMatchObject({ total: 4, total_records: 7 });
  expect(record.plan!.batches.map(({ omitted }) => omitted?.skipped)).toEqual([undefined, { not_chat: 3 }]);
});

test('where another try was faster, its plan holds', async () => {
  const { activities, exports, record, run } = activityRig({ logs: 4 });
  const { recordPlan } = exports;
  jest.spyOn(exports, 'recordPlan').mockImplementationOnce((...[asked, planned, madeFrom]) => {
    const faster = { ...planned, plan: { ...planned.plan!, digest: 'of the faster try' } };
    return recordPlan(asked, faster, madeFrom).then(() => false);
  });
  expect(await run(activities.plan, ref)).toMatchObject({ batches: 2 });
  expect(record.plan!.digest).toBe('of the faster try');
});

test('a run that was replaced plans nothing', async () => {
  const { activities, record, run } = activityRig({ logs: 4, record: { run: 'another' } });
  await expect(run(activities.plan, ref)).rejects.toMatchObject({ type: 'export_changed', nonRetryable: true });
  expect(record.plan).toBeNull();
});

test('cancelled while it reads the keys, it reads no further and records nothing', async () => {
  const { activities, environment, logs, record, run } = activityRig({ logs: 4 });
  let [isClosed, hasReadOn] = [false, false];
  const keys = logs.keys.bind(logs);
  logs.keys = async function* (selection) {
    try {
      yield* keys(selection);
      environment.cancel('CANCELLED');
      yield [];
      hasReadOn = true;
    } finally {
      isClosed = true;
    }
  };
  await expect(run(activities.plan, ref)).rejects.toBeInstanceOf(CancelledFailure);
  expect({ isClosed, hasReadOn, plan: record.plan }).toEqual({ isClosed: true, hasReadOn: false, plan: null });
});

/** MongoDB gives up every range that is longer than this. */
function searchingSlowly({ logs }: ReturnType<typeof activityRig>, longestMs: number) {
  const keys = logs.keys.bind(logs);
  const searched: string[] = [];
  logs.keys = async function* (selection, limit, options) {
    const { from, until } = selection.range;
    if (options?.maxTimeMS !== undefined && Number(until) - Number(from) > longestMs) {
      throw new MongoServerError({ code: 50, codeName: 'MaxTimeMSExpired' });
    }
    searched.push([from, until].map((at) => at?.toISOString().slice(17, 23)).join(' to '));
    yield* keys(selection, limit, options);
  };
  return searched;
}

const aMinute = JSON.stringify({ created_at: { gte: '2026-03-09T00:00:00Z', lt: '2026-03-09T00:00:32Z' } });

test('a range that takes too long is searched in pieces, and cut as if it were one', async () => {
  const rig = activityRig({ logs: 20, record: { filters: aMinute } });
  const searched = searchingSlowly(rig, 4_000);
  expect(await rig.run(rig.activities.plan, ref)).toMatchObject({ total: 20, batches: 10 });
  const whole = activityRig({ logs: 20, record: { filters: aMinute } });
  await whole.run(whole.activities.plan, ref);
  expect(rig.record.plan).toEqual(whole.record.plan);
  expect(searched.slice(0, 2)).toEqual(['00.000 to 04.000', '04.000 to 08.000']);
  expect(searched.at(-1)).toMatch(/ to 32\.000$/);
});

test('another try of the same run goes on with the piece that was not searched yet', async () => {
  const rig = activityRig({ logs: 20, record: { filters: aMinute } });
  const searched = searchingSlowly(rig, 4_000);
  const { recordPlanning } = rig.exports;
  const killed = jest.spyOn(rig.exports, 'recordPlanning').mockImplementation(async (...given) => {
    await recordPlanning(...given);
    if (searched.length === 3) throw new Error('the worker is gone');
    return true;
  });
  await expect(rig.run(rig.activities.plan, ref)).rejects.toThrow();
  killed.mockRestore();
  expect(rig.record).toMatchObject({ plan: null, planning: { planned: { cut: { seen: 12 } } } });
  expect(rig.record.searched).toEqual({ found: 12, until: new Date('2026-03-09T00:00:12Z') });

  expect(await rig.run(rig.activities.plan, ref)).toMatchObject({ total: 20, batches: 10 });
  expect(searched.slice(0, 3)).toEqual(['00.000 to 04.000', '04.000 to 08.000', '08.000 to 12.000']);
  expect(searched[3]).toMatch(/^12\.000 to /);
  expect(rig.record.plan!.batches).toEqual(Array.from({ length: 10 }, (_, at) => batchOf(2 * at, 2 * at + 2)));
});

test('what another run had planned so far is nothing to go on from', async () => {
  const rest = { from: new Date('2026-03-09T00:00:16Z'), until: new Date('2026-03-09T00:00:32Z') };
  const rig = activityRig({ logs: 20, record: { planning: { run: 'an earlier run', planned: null, rest } } });
  expect(await rig.run(rig.activities.plan, ref)).toMatchObject({ total: 20 });
});

test('a second that takes too long is searched without an end', async () => {
  const rig = activityRig({ logs: 3, record: { filters: aMinute } });
  searchingSlowly(rig, 0);
  expect(await rig.run(rig.activities.plan, ref)).toMatchObject({ total: 3, batches: 2 });
});

test('what MongoDB gives up by a limit of its own, however short, is tried again later', async () => {
  const rig = activityRig({ logs: 3, record: { filters: aMinute } });
  // eslint-disable-next-line require-yield -- it never comes to that
  rig.logs.keys = async function* () {
    await Promise.resolve();
    throw new MongoServerError({ code: 50, codeName: 'MaxTimeMSExpired' });
  };
  await expect(rig.run(rig.activities.plan, ref)).rejects.toMatchObject({ type: 'mongodb_unavailable' });
});

test('a run that was replaced while it searched plans no further', async () => {
  const rig = activityRig({ logs: 20, record: { filters: aMinute } });
  const searched = searchingSlowly(rig, 4_000);
  rig.exports.recordPlanning = () => Promise.resolve(false);
  await expect(rig.run(rig.activities.plan, ref)).rejects.toMatchObject({ type: 'export_changed' });
  expect(searched).toHaveLength(1);
});
