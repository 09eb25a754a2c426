/** A backfill of a year by days: oldest first, one at a time, beside live windows and other organisations. */
import { startStack, type Stack } from '../support/stack';
import { until } from '../support/waiting';
import { schedulesOf, testClock } from './support';

const DAY_MS = 86_400_000;
const FROM = '2025-03-10T00:00:00.000Z';
const TO = '2026-03-10T00:00:00.000Z';
const clock = testClock('2026-03-10T00:05:00Z');

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ now: clock.now, variables: { EXPORT_RUNS_PER_ORGANISATION: '1' } });
});
afterAll(() => stack.stop());

test('goes on by turns with live windows and other organisations, shows how far it is, and can be stopped', async () => {
  const client = await stack.client();
  const schedules = schedulesOf(client, stack, clock);
  const id = await schedules.create({ recheck_hours: 0 });
  const begun = await schedules.move(id, 'backfill', { from: FROM, to: TO });
  expect(begun.body.backfill).toEqual({ from: FROM, to: TO, next: FROM });
  await until(async () => (await schedules.read(id)).backfill!.next > '2025-03-13');

  // A window of its own comes before all that is left of the year.
  clock.moveTo('2026-03-11T00:10:00Z');
  await until(async () => (await schedules.read(id)).last_window?.status === 'success');
  const rival = await stack.client({ organisation: 'rival' });
  const ofRival = await rival.create({ filters: {}, requested_data: ['id'] });
  await rival.start(ofRival);
  expect(await rival.settled(ofRival)).toMatchObject({ status: 'success' });
  expect((await schedules.read(id)).backfill!.next < TO).toBe(true);

  expect((await schedules.change(id, { backfill: null })).body.backfill).toBeNull();
  await schedules.quiet(id);
  const made = await schedules.exportsOf(id);
  const runs = made.sort((a, b) => (a.started_at! < b.started_at! ? -1 : 1));
  for (const [index, { started_at }] of runs.entries()) {
    if (index > 0) expect(started_at! >= runs[index - 1]!.completed_at!).toBe(true);
  }
  const days = runs.map(({ window }) => window!.start).filter((start) => start !== TO);
  expect(days).toEqual(days.map((_, day) => new Date(Date.parse(FROM) + day * DAY_MS).toISOString()));
  expect(days.length).toBe(runs.length - 1);
  await schedules.handleOf(id).delete();
}, 180_000);
