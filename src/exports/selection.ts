import type { Actor } from '../contract/actor';
import { ServiceError } from '../model/errors';
import { type Filters, sliceOf } from '../model/filters';
import type { Tenant } from '../model/tenant';
import { daysAgo } from '../model/time';
import { timeRange } from '../model/time-range';
import type { Counted } from '../stores/export-record';
import { selectLogs } from '../stores/logs';
import type { ExportsDeps } from './deps';

/**
 * Refuses a range that reaches further back than the organisation may export, and says from when on it may. A schedule's
 * windows were within it when they were asked for, and are made however long the service was down.
 */
export function checkLookback(
  { kind }: Pick<Actor, 'kind'>,
  { filters, tenant, config }: { filters: Filters; tenant: Tenant; config: ExportsDeps['config'] },
): void {
  if (kind === 'schedule') return;
  const { from } = timeRange(filters);
  const param = filters.time_of_generation_min === undefined ? 'filters.created_at' : 'filters.time_of_generation_min';
  checkReach({ from, param }, tenant, config);
}

/** Refuses logs from a time on, or all of them, that is further back than the organisation may export. */
export function checkReach(
  { from, param }: { from: Date | null; param: string },
  { organisationId }: Pick<Tenant, 'organisationId'>,
  config: Pick<ExportsDeps['config'], 'EXPORT_LOOKBACK_DAYS'>,
): void {
  const { everyone, own } = config.EXPORT_LOOKBACK_DAYS;
  const days = own.has(organisationId) ? own.get(organisationId)! : everyone;
  if (days === null) return;
  const earliest = daysAgo(days);
  if (from && from >= earliest) return;
  throw new ServiceError(
    'invalid_request',
    `${param} reaches too far back: your organisation can export the last ${days} days. Start at ${earliest.toISOString()} or later.`,
    { param },
  );
}

/**
 * How many logs match, and how many of them an export of these filters would hold now: none of a time to come. In a large store
 * `total_records` may be a lower bound, and `total` null: it is then counted when the export is planned.
 */
export async function countLogs(
  { logs, config }: Pick<ExportsDeps, 'logs' | 'config'>,
  tenant: Tenant,
  filters: Filters,
): Promise<Counted> {
  const { skip, limit } = sliceOf(filters, config.EXPORT_MAX_LOGS);
  const counted = await logs.countInTime(selectLogs(tenant, filters, new Date()), skip + limit + 1);
  if (!counted) return { total_records: 0, total_records_is_minimum: true, total: null, truncated: false };
  const { matching, isMinimum } = counted;
  const total = Math.max(0, Math.min(matching - skip, limit));
  return { total_records: matching, total_records_is_minimum: isMinimum, total, truncated: matching > skip + limit };
}
