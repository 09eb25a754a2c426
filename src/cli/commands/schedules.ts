/** `logs-export schedules`: the same export every hour, day, week or month. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ScheduleAnswer } from '../../contract/schedules';
import { everies, type Every } from '../../model/windows';
import { isTimeZone } from '../../model/time-zones';
import type { CreateScheduleBody } from '../api-client';
import { connect, type ConnectionOptions, withConnection } from '../connection';
import { idArgument } from '../ids';
import { say, sayJson, sayTable, tell } from '../output';
import { pageOf, type PageOptions, tellRest, withPages } from '../pages';
import { printable } from '../printable';
import { bodyOf, type SelectionOptions, withSelection } from '../selection';
import { exactTime } from '../times';
import { addScheduleDownload } from './schedule-download';

interface TermOptions extends ConnectionOptions, SelectionOptions {
  name: string;
  every: Every;
  at?: { hour?: number; minute: number };
  day?: number;
  timezone?: string;
  settleMinutes?: number;
  recheckHours?: number;
  startAt?: string;
  endAt?: string;
  paused?: true;
}

/** `06:30`, or `:30` where windows are hours. */
function timeOfDay(value: string): { hour?: number; minute: number } {
  const [, hour, minute] = /^(\d{1,2})?:(\d\d)$/.exec(value) ?? [];
  if (minute === undefined) throw new InvalidArgumentError('It must be a time such as 06:30, or :30 for every hour.');
  return { ...(hour !== undefined && { hour: Number(hour) }), minute: Number(minute) };
}

function wholeNumber(value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It must be a whole number.');
}

function zone(value: string): string {
  if (isTimeZone(value)) return value;
  throw new InvalidArgumentError('It must be an IANA time zone, such as Europe/Berlin.');
}

const termOptions: readonly Option[] = [
  new Option('--name <name>', 'a name for people').makeOptionMandatory(),
  new Option('--every <unit>', 'how long a window is').choices(everies).makeOptionMandatory(),
  new Option('--at <time>', 'when windows are cut: 06:30, or :30 for every hour').argParser(timeOfDay),
  new Option('--day <number>', 'on which day of the week (1: Monday) or month').argParser(wholeNumber),
  new Option('--timezone <name>', 'an IANA time zone; default: UTC').argParser(zone),
  new Option('--settle-minutes <number>', 'how long after a window its export starts').argParser(wholeNumber),
  new Option('--recheck-hours <number>', 'when late logs are looked for; 0: never').argParser(wholeNumber),
  new Option('--start-at <time>', 'also the windows since then').argParser(exactTime),
  new Option('--end-at <time>', 'when the last window ends').argParser(exactTime),
  new Option('--paused', 'begin paused'),
];

function createBody(options: TermOptions, command: Command): CreateScheduleBody {
  const { name, every, day, timezone, settleMinutes, recheckHours, startAt, endAt, paused } = options;
  const { workspace_id, ...wanted } = bodyOf(options, command);
  const at = { ...options.at, ...(day !== undefined && { [every === 'month' ? 'day_of_month' : 'day_of_week']: day }) };
  return {
    ...{ name, every, at, export: wanted },
    ...(timezone !== undefined && { timezone }),
    ...(workspace_id !== undefined && { workspace_id }),
    ...(settleMinutes !== undefined && { settle_minutes: settleMinutes }),
    ...(recheckHours !== undefined && { recheck_hours: recheckHours }),
    ...(startAt !== undefined && { start_at: startAt }),
    ...(endAt !== undefined && { end_at: endAt }),
    ...(paused && { paused }),
  };
}

const spanOf = ({ start, end }: { start: string; end: string }) => `${start} to ${end}`;

function show(schedule: ScheduleAnswer): void {
  const { next_window: next, last_window: last, backfill } = schedule;
  const rows: [string, string | null][] = [
    ['id', schedule.id],
    ['name', schedule.name],
    ['status', schedule.status],
    ['reason', schedule.paused_reason],
    ['failing since', schedule.failing_since],
    ['every', schedule.every],
    ['timezone', schedule.timezone],
    ['next window', next && `${spanOf(next)}, due ${next.due_at}`],
    ['last window', last && `${spanOf(last)}, ${last.status ?? 'no export'}: ${last.export_id}`],
    ['backfill', backfill && `${backfill.from} to ${backfill.to}, next ${backfill.next}`],
  ];
  for (const [name, value] of rows) if (value !== null) say(`${name.padEnd(13)}  ${printable(value)}`);
}

/** A command that is one call about one schedule. */
function addMove(
  schedules: Command,
  name: string,
  description: string,
  call: (api: ReturnType<typeof connect>, id: string) => Promise<ScheduleAnswer>,
): void {
  const command = schedules.command(name).addArgument(idArgument('<id>', 'which schedule')).description(description);
  withConnection(command).action(async (id: string, options: ConnectionOptions) => {
    const answer = await call(connect(options), id);
    if (options.json) sayJson(answer);
    else show(answer);
  });
}

export function addSchedules(program: Command): void {
  const schedules = program.command('schedules').description('The same export every hour, day, week or month.');

  const create = schedules
    .command('create')
    .description('Create a schedule. Its id is printed alone on standard output.');
  termOptions.reduce((command, option) => command.addOption(option), withConnection(create));
  withSelection(create).action(async (options: TermOptions) => {
    const created = await connect(options).createSchedule(createBody(options, create));
    if (options.json) return sayJson(created);
    if (created.next_window) tell(`The next window ends ${created.next_window.end} and is exported by itself.`);
    say(printable(created.id));
  });

  const list = schedules.command('list').description('List schedules, newest first.');
  withPages(withConnection(list)).action(async (options: ConnectionOptions & PageOptions) => {
    const answer = await connect(options).listSchedules(pageOf(options));
    if (options.json) return sayJson(answer);
    const rows = answer.data.map(({ id, status, every, next_window, last_window, name }) => [
      ...[id, status, every, next_window?.due_at ?? '', last_window?.status ?? '', name],
    ]);
    sayTable(['ID', 'STATUS', 'EVERY', 'DUE', 'LAST', 'NAME'], rows);
    tellRest(answer, options);
  });

  addMove(schedules, 'show', 'Show how a schedule stands.', (api, id) => api.readSchedule(id));
  addMove(schedules, 'pause', 'Export no window until it is resumed.', (api, id) => api.moveSchedule(id, 'pause'));
  addMove(schedules, 'resume', 'Go on where it was paused, with the rights of this key.', (api, id) =>
    api.moveSchedule(id, 'resume'),
  );
  addMove(schedules, 'run', 'Export the windows that are over, without waiting for late logs.', (api, id) =>
    api.moveSchedule(id, 'run'),
  );

  const backfill = schedules
    .command('backfill')
    .addArgument(idArgument('<id>', 'which schedule'))
    .description('Export the windows before the first one, oldest first.')
    .addOption(new Option('--from <time>', 'the first window holds it').argParser(exactTime).makeOptionMandatory())
    .addOption(new Option('--to <time>', 'windows end by then').argParser(exactTime).makeOptionMandatory());
  withConnection(backfill).action(async (id: string, options: ConnectionOptions & { from: string; to: string }) => {
    const { from, to } = options;
    const answer = await connect(options).backfillSchedule(id, { from, to });
    if (options.json) sayJson(answer);
    else show(answer);
  });

  addScheduleDownload(schedules);

  const remove = schedules
    .command('delete')
    .addArgument(idArgument('<id>', 'which schedule'))
    .description('Delete a schedule. Its exports stay.');
  withConnection(remove).action(async (id: string, options: ConnectionOptions) => {
    const answer = await connect(options).deleteSchedule(id);
    if (options.json) sayJson(answer);
    else say(printable(answer.message));
  });
}
