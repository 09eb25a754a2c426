/** One hourly schedule over a whole day, with nothing shortened but the clock: the day on which Berlin has 25 hours. */
import { openTestBucket } from '../support/bucket';
import { insertLogs, linesOf, logDocument } from '../support/log-documents';
import { startStack, type Stack } from '../support/stack';
import { schedulesOf, testClock } from './support';

const HOUR_MS = 3_600_000;
const HOURS = 25;
const MIDNIGHT = Date.parse('2025-10-26T00:00:00+02:00');
const at = (hour: number, ms = 0) => new Date(MIDNIGHT + hour * HOUR_MS + ms).toISOString();

/** On the cut, within the hour, and in its last millisecond. */
const logsOf = (hour: number) =>
  [0, 1_234_567, HOUR_MS - 1].map((ms, index) =>
    logDocument(hour * 3 + index, { created_at: new Date(MIDNIGHT + hour * HOUR_MS + ms) }),
  );
const hours = Array.from({ length: HOURS }, (_, hour) => hour);
const clock = testClock(at(0));

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ now: clock.now });
});
afterAll(() => stack.stop());

test('each of its 25 hours becomes one file when it has settled, and the files, joined, hold every log once', async () => {
  const client = await stack.client();
  const schedules = schedulesOf(client, stack, clock);
  const id = await schedules.create({ every: 'hour', timezone: 'Europe/Berlin', recheck_hours: 0 });
  for (const hour of hours) {
    expect((await schedules.read(id)).next_window).toEqual({
      ...{ start: at(hour), end: at(hour + 1), due_at: at(hour + 1, 600_000) },
    });
    // Some of the hour's logs arrive after its end, and before its export.
    clock.moveTo(at(hour + 1, 300_000));
    await insertLogs(stack, logsOf(hour));
    clock.moveTo(at(hour + 1, 600_000));
    await schedules.fire(id);
  }

  const made = (await schedules.exportsOf(id)).reverse();
  expect(
    made.map(({ status, window, revision, progress }) => ({ status, window, revision, ...progress })),
  ).toMatchObject(
    hours.map((hour) => ({
      ...{ status: 'success', revision: 1, exported: 3, total: 3 },
      window: { start: at(hour), end: at(hour + 1) },
    })),
  );
  expect(await schedules.lines(id)).toBe(linesOf(hours.flatMap(logsOf)));
  const files = await openTestBucket(stack.config).names(`acme/main/schedules/${id}/`);
  expect(files.filter((name) => name.includes('/date=2025-10-26/'))).toHaveLength(2 * HOURS);
  expect(files).toHaveLength(2 * HOURS);
  await schedules.handleOf(id).delete();
}, 300_000);
