import { keyOfLog } from '../encode/log-key';
import { timeOf } from '../model/log-key';
import type { Filters } from '../model/filters';
import type { Tenant } from '../model/tenant';
import type { Window } from '../model/windows';
import { tenantOf } from '../stores/export-record';
import { type LogSelection, selectLogs } from '../stores/logs';
import { type Making, type ScheduleRecord, wantedOf, type WindowPart } from '../stores/schedule-record';
import type { SchedulesDeps } from './deps';

/** The filters of a window, or of a part of one. */
export const filtersFor = (filters: Filters, { start, end, offset = 0 }: Window & { offset?: number }): Filters => ({
  ...filters,
  created_at: { gte: start.toISOString(), lt: end.toISOString() },
  ...(offset > 0 && { offset }),
});

/** All that decides which exports a window is made as. */
export async function planWindow(
  deps: Pick<SchedulesDeps, 'logs' | 'config' | 'inTurn' | 'now'>,
  schedule: ScheduleRecord,
  { window, revision, terms }: { window: Window; revision: number; terms: string },
  signal: AbortSignal,
): Promise<Making> {
  const { filters } = wantedOf({ export: terms });
  const tenant = tenantOf(schedule);
  const plannedAt = deps.now();
  const split = () => splitWindow(deps, { tenant, filters, window }, signal);
  const parts = await deps.inTurn(tenant.organisationId, split);
  return { start: window.start, end: window.end, revision, export: terms, parts, plannedAt, isMade: false };
}

/**
 * A window as parts that an export can hold, as few as need be. They are cut between two times, so that no log is in two of
 * them or in none, whatever arrives late; logs that share one time, and are too many, are told apart by their order.
 */
export async function splitWindow(
  { logs, config }: Pick<SchedulesDeps, 'logs' | 'config'>,
  { tenant, filters, window }: { tenant: Tenant; filters: Filters; window: Window },
  signal: AbortSignal,
): Promise<WindowPart[]> {
  const selection = selectLogs(tenant, filtersFor(filters, window));
  const most = config.EXPORT_MAX_LOGS;
  const total = await logs.count(selection);
  if (total <= most) return [{ start: window.start, end: window.end, offset: 0 }];
  const parts: WindowPart[] = [];
  let start = window.start.getTime();
  const cutAt = (end: number, rows: number) => {
    for (let offset = 0; offset < rows; offset += most) {
      parts.push({ start: new Date(start), end: new Date(end), offset });
    }
    start = end;
  };
  /** The logs of the part that is being filled, and how many of them share the last time. */
  let [rows, tied, last] = [0, 0, NaN];
  for await (const time of timesOf({ logs }, selection, total)) {
    signal.throwIfAborted();
    if (time !== last && rows > most) {
      // More than an export holds can only be of one time.
      cutAt(time, rows);
      rows = 0;
    }
    [rows, tied, last] = [rows + 1, time === last ? tied + 1 : 1, time];
    if (rows <= most || tied === rows) continue;
    cutAt(time, rows - tied);
    rows = tied;
  }
  cutAt(window.end.getTime(), Math.max(rows, 1));
  return parts;
}

/** When the matching logs were created, in order. */
async function* timesOf({ logs }: Pick<SchedulesDeps, 'logs'>, selection: LogSelection, total: number) {
  for await (const runs of logs.keys(selection, total)) {
    for (const { items } of runs) for (const key of items) yield timeOf(keyOfLog(key));
  }
}
