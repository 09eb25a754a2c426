import type { ScheduleAnswer } from '../../src/contract/schedules';
import type { ApiClient } from '../support/client';
import { startStack, type Stack } from '../support/stack';
import { setUpCli, type Cli } from './support/cli';

let stack: Stack;
let client: ApiClient;
let cli: Cli;
beforeAll(async () => {
  stack = await startStack({ worker: false });
  client = await stack.client();
  cli = setUpCli({ LOGS_EXPORT_URL: stack.url, LOGS_EXPORT_API_KEY: client.key });
});
afterAll(async () => {
  cli.remove();
  await stack.stop();
});

const schedules = (...args: string[]) => cli.run(['schedules', ...args]);
const required = ['--name', 'Mondays', '--every', 'week', '--fields', 'id,cost'];

test('a schedule is created from flags, shown, paused, resumed, filled back, listed and deleted', async () => {
  const created = await schedules(
    ...['create', ...required, '--at', '06:30', '--day', '1', '--timezone', 'Europe/Berlin'],
    ...['--ai-model', 'gpt-4o', '--settle-minutes', '30', '--recheck-hours', '0', '--end-at', '2099-01-01', '--paused'],
  );
  expect(created).toMatchObject({ code: 0, err: expect.stringContaining('is exported by itself') as string });
  const id = created.out.trim();
  const { body } = await client.send<ScheduleAnswer>('GET', `/v1/logs/schedules/${id}`);
  expect(body).toMatchObject({
    ...{ name: 'Mondays', every: 'week', at: { hour: 6, minute: 30, day_of_week: 1 }, timezone: 'Europe/Berlin' },
    ...{ settle_minutes: 30, recheck_hours: 0, end_at: '2099-01-01T00:00:00.000Z', status: 'paused' },
    export: { filters: { ai_model: 'gpt-4o' }, requested_data: ['id', 'cost'] },
  });

  expect((await schedules('resume', id)).out).toContain('active');
  const filled = await schedules('backfill', id, '--from', '2025-03-01', '--to', '2025-03-20', '--json');
  expect((JSON.parse(filled.out) as ScheduleAnswer).backfill).toMatchObject({ to: '2025-03-17T05:30:00.000Z' });
  expect((await schedules('pause', id)).out).toContain('paused');
  const shown = await schedules('show', id);
  expect(shown.out).toContain(`id             ${id}\n`);
  expect(shown.out).toMatch(/next window {4}\S+Z to \S+Z, due \S+Z\n/);
  expect((await schedules('list')).out).toMatch(new RegExp(`^${id}  paused  week .* Mondays$`, 'm'));
  expect(await schedules('delete', id)).toMatchObject({ code: 0, out: 'The schedule is deleted. Its exports stay.\n' });
  expect((await schedules('show', id)).code).toBe(3);
});

test.each([
  ['an unknown unit', ['--every', 'year'], /Allowed choices are hour, day, week, month/],
  ['an unknown zone', ['--timezone', 'Mars/Base'], /must be an IANA time zone/],
  ['a time that is none', ['--at', '6'], /must be a time such as 06:30/],
  ['a number that is none', ['--settle-minutes', 'ten'], /must be a whole number/],
  ['what the API refuses', ['--day', '9'], /at\.day_of_week must be at most 7/],
])('create refuses %s', async (_what, flags, says) => {
  const { code, err } = await schedules('create', ...required, ...flags);
  expect(code).toBe(2);
  expect(err).toMatch(says);
});
