/** What schedules refuse, each by the name of what was wrong; nothing is made by it. */
import type { ScheduleAnswer } from '../../src/contract/schedules';
import { schedulesOf, scheduleBody, testClock } from '../schedules/support';
import type { ApiClient } from '../support/client';
import { expectRefusal } from '../support/refusals';
import { startStack, type Stack } from '../support/stack';

let stack: Stack;
let client: ApiClient;
let schedules: ReturnType<typeof schedulesOf>;
let existing: string;
const clock = testClock('2026-03-09T12:00:00Z');
const inDb = () => stack.mongo.db(stack.config.MONGO_DATABASE).collection('schedules').countDocuments();
beforeAll(async () => {
  const variables = { SCHEDULES_PER_ORGANISATION: '2', SCHEDULE_PAST_WINDOWS: '20' };
  stack = await startStack({ worker: false, now: clock.now, variables });
  client = await stack.client();
  schedules = schedulesOf(client, stack, clock);
  existing = await schedules.create();
});
afterAll(async () => {
  expect(await inDb()).toBe(2);
  await stack.stop();
});

const create = (more: object) => client.send('POST', '/v1/logs/schedules', scheduleBody(more));
const exporting = (filters: object) => ({ export: { filters, requested_data: ['id'] } });

test.each<[string, object, string, RegExp]>([
  ['an unknown unit', { every: 'year' }, 'every', /must be one of hour, day, week, month/],
  ['an unknown zone', { timezone: 'Mars/Base' }, 'timezone', /must be an IANA time zone, such as "Europe\/Berlin"/],
  ['an offset as a zone', { timezone: '+05:30' }, 'timezone', /must be an IANA time zone/],
  ['a part of at that has no place', { at: { day_of_week: 1 } }, 'at.day_of_week', /every "day", .* minute, hour/],
  ['a minute that no hour has', { at: { minute: 60 } }, 'at.minute', /at most 59/],
  ['a day that no month has', { every: 'month', at: { day_of_month: 32 } }, 'at.day_of_month', /at most 31/],
  ['times', exporting({ created_at: { gte: '2026-03-01' } }), 'export.filters.created_at', /each window has its own/],
  ['earlier times', exporting({ time_of_generation_max: '2026-03-01' }), 'export.filters.time_of_generation_max', /./],
  ['a page', exporting({ page_size: 10 }), 'export.filters.page_size', /must be left out/],
  ['an offset', exporting({ offset: 10 }), 'export.filters.offset', /must be left out/],
  ['an unknown filter', exporting({ colour: 'red' }), 'export.filters.colour', /not known. Known are: created_at/],
  [
    'an end before the start',
    { start_at: '2026-03-09T00:00:00Z', end_at: '2026-03-08T00:00:00Z' },
    'end_at',
    /after the start/,
  ],
  ['too many past windows', { start_at: '2026-02-01T00:00:00Z' }, 'start_at', /more than 20 windows of the past/],
  ['too long a wait', { settle_minutes: 10_081 }, 'settle_minutes', /at most 10080/],
  ['a name of spaces', { name: '  ' }, 'name', /at least 1 character/],
  ['an unknown key', { cron: '* * * * *' }, 'cron', /not known. Known are: name, export, every/],
])('create with %s', async (_what, body, param, says) => {
  expectRefusal(await create(body), { param, says });
});

test('a start long ago is taken where the end leaves few windows', async () => {
  const id = await schedules.create({ start_at: '2026-01-01T00:00:00Z', end_at: '2026-01-03T00:00:00Z' });
  expect((await client.send('DELETE', `/v1/logs/schedules/${id}`)).status).toBe(200);
});

test('a key that may not read prompts can’t have them exported by a schedule, nor by changing or resuming one', async () => {
  const plain = await stack.client({ scopes: ['logs.export'] });
  const wanted = { param: 'requested_data', status: 403, code: 'scope_missing', says: /completions/ };
  expectRefusal(await plain.send('POST', '/v1/logs/schedules', scheduleBody()), wanted);
  expectRefusal(await plain.send('PUT', `/v1/logs/schedules/${existing}`, { name: 'renamed' }), wanted);
  await schedules.move(existing, 'pause');
  expectRefusal(await plain.send('POST', `/v1/logs/schedules/${existing}/resume`), wanted);
  expect((await schedules.move(existing, 'resume')).body.runs_as).not.toBeNull();
});

test('updates that do not fit the schedule', async () => {
  const update = (body: object) => schedules.change(existing, body);
  expectRefusal(await update({}), { param: 'body', says: /must name at least one/ });
  expectRefusal(await update({ start_at: '2026-03-01T00:00:00Z' }), { param: 'start_at', says: /not known/ });
  expectRefusal(await update({ at: { day_of_month: 3 } }), { param: 'at.day_of_month', says: /does not fit/ });
  expectRefusal(await update({ end_at: '2026-03-01T00:00:00Z' }), { param: 'end_at', says: /after the start/ });
  expect((await schedules.read(existing)).at).toEqual({});
});

test('backfills of what is not the past, or too much of it', async () => {
  const backfill = (from: string, to: string) => schedules.move(existing, 'backfill', { from, to });
  expectRefusal(await backfill('2026-03-01T00:00:00Z', '2026-03-10T00:00:00Z'), { param: 'to', says: /in the future/ });
  expectRefusal(await backfill('2026-03-02T00:00:00Z', '2026-03-01T00:00:00Z'), { param: 'from', says: /before to/ });
  expectRefusal(await backfill('2026-03-01T00:00:00Z', '2026-03-01T09:00:00Z'), {
    param: 'to',
    says: /no whole window/,
  });
  expectRefusal(await backfill('2026-03-09T10:00:00Z', '2026-03-09T11:00:00Z'), { param: 'from', says: /by itself/ });
  expectRefusal(await backfill('2026-01-01T00:00:00Z', '2026-03-01T00:00:00Z'), {
    param: 'from',
    says: /more than 20/,
  });
  expect((await schedules.read(existing)).backfill).toBeNull();
});

test('a backfill is one at a time, and can be stopped', async () => {
  const days = { from: '2026-03-01T00:00:00Z', to: '2026-03-05T00:00:00Z' };
  expect((await schedules.move(existing, 'backfill', days)).status).toBe(200);
  const again = await schedules.move(existing, 'backfill', days);
  expectRefusal(again, { status: 409, code: 'wrong_status', says: /under way/ });
  expect((await schedules.change(existing, { backfill: null })).body.backfill).toBeNull();
});

test('more schedules than an organisation may have', async () => {
  await schedules.create({ every: 'month', at: { day_of_month: 31 }, timezone: 'Asia/Kathmandu' });
  expectRefusal(await create({}), { status: 409, code: 'too_many_schedules', says: /2 schedules, as many as it may/ });
  const list = await client.send<{ total: number; data: ScheduleAnswer[] }>('GET', '/v1/logs/schedules?page_size=1');
  expect(list.body).toMatchObject({ total: 2, data: [{ next_window: { end: '2026-03-30T18:15:00.000Z' } }] });
});
