import type { PlanResult, RunRef } from '../contract/workflow';
import { type Batch, isShort } from '../model/batches';
import { sliceOf } from '../model/filters';
import { packagingOf } from '../model/formats';
import { planDigest } from '../model/location';
import { sumOf } from '../model/omissions';
import { type ExportRecord, filtersOf, type Plan, type PlanRecord, tenantOf } from '../stores/export-record';
import { selectLogs } from '../stores/logs';
import { currentRun, lostBatches } from './current-run';
import { cutLogs } from './cut-logs';
import type { ActivityDeps } from './deps';

const rowsOf = (items: readonly { rows: number }[]) => items.reduce((sum, { rows }) => sum + rows, 0);

/** What the parts that are there amount to. */
function written(batches: readonly Batch[]) {
  const parts = batches.flatMap(({ parts: of }) => of ?? []);
  return { exported: rowsOf(parts), bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/**
 * Plans an export once and for all: counts, freezes the upper time bound and cuts the logs into batches, by their
 * keys alone. Where an earlier run left a plan, that one goes on, less the parts that are gone or were altered.
 */
export function createPlan(deps: ActivityDeps) {
  return async (ref: RunRef, signal: AbortSignal): Promise<PlanResult> => {
    for (;;) {
      const record = await currentRun(deps.exports.findForRun(ref));
      const { plan, ...facts } = record.plan
        ? await takeUpPlan(deps, record, record.plan)
        : await makePlan(deps, ref, record, signal);
      // Where another try of this step was faster, its plan holds: batches may be under way by it.
      if (!(await deps.exports.recordPlan(ref, { plan, ...facts }, record.plan))) continue;
      return {
        total: facts.total,
        batches: plan.batches.length,
        todo: plan.batches.flatMap(({ parts }, index) => (parts ? [] : [index])),
        exported: facts.exported,
        bytes: facts.bytes,
        isShort: plan.batches.length === 1 && isShort(rowsOf(plan.batches), plan.fetching.rowBytes),
      };
    }
  };
}

async function makePlan(
  deps: ActivityDeps,
  ref: RunRef,
  record: ExportRecord,
  signal: AbortSignal,
): Promise<PlanRecord> {
  const { logs, limits } = deps;
  const filters = filtersOf(record);
  const selection = selectLogs(tenantOf(record), filters, record.started_at ?? new Date());
  const { skip, limit } = sliceOf(filters, limits.maxLogs);
  const cut = await cutLogs(deps, { ref, record, selection }, signal);
  const { fetching, batches, rowsPerBatch, seen, exhausted } = cut;

  const total = rowsOf(batches);
  // The plan needs no more keys than it read: where more logs match, it does not wait long to learn how many.
  const counted = exhausted ? seen : await logs.countAllInTime(selection);
  const matching = counted ?? skip + limit + 1;
  const { attempt, requested_data, csv_formulas } = record;
  const made = { ...packagingOf(record), csv_formulas };
  return {
    plan: { digest: planDigest({ attempt, filters, requested_data, ...made, rowsPerBatch }), fetching, batches },
    total_records: matching,
    total_records_is_minimum: counted === null,
    total,
    truncated: matching > skip + limit,
    data_cutoff_at: selection.range.until,
    ...written(batches),
  };
}

const skippedOf = ({ omitted }: Batch) => (omitted ? sumOf(omitted.skipped) : 0);
const toWrite = ({ rows, bounds }: Batch): Batch => ({ rows, bounds, parts: null });

async function takeUpPlan({ objects }: ActivityDeps, record: ExportRecord, plan: Plan): Promise<PlanRecord> {
  const lost = await lostBatches(objects, { ...record, plan });
  const batches = plan.batches.map((batch, index) => (lost.has(index) ? toWrite(batch) : batch));
  const read = batches.reduce(
    (sum, batch) => sum + Math.max(batch.rows, rowsOf(batch.parts ?? []) + skippedOf(batch)),
    0,
  );
  const skipped = (of: readonly Batch[]) => of.reduce((sum, batch) => sum + skippedOf(batch), 0);
  const total = read - skipped(batches);
  // Late logs of a part that is lost are counted once it is written again.
  const total_records = record.total_records + read - ((record.total ?? 0) + skipped(plan.batches));
  const { truncated, data_cutoff_at, total_records_is_minimum = false } = record;
  const counted = { total_records, total_records_is_minimum, total, truncated };
  return { plan: { ...plan, batches }, ...counted, data_cutoff_at, ...written(batches) };
}
