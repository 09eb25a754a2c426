import { randomUUID } from 'node:crypto';
import { ServiceError } from '../model/errors';
import { moves, refusal } from '../model/statuses';
import { type ExportSummary, filtersOf, hasNotBegun, tenantOf } from '../stores/export-record';
import { afterWrite } from '../stores/writes';
import type { Asked, ExportsDeps } from './deps';
import { findExport } from './read';
import { requireContentScope, requireFields } from './rights';
import { checkLookback } from './selection';
import { inFreeSlot } from './slots';
import { startRun } from './start-run';

const RETRY_SECONDS = 10;
const tooManyRunning = (atOnce: number) =>
  new ServiceError(
    'too_many_running',
    `${atOnce} exports of your organisation are running, as many as may run at once. Start this one when one of them has ended.`,
    { retryAfter: RETRY_SECONDS },
  );

/**
 * Starts an export, or starts it again where it stopped: writes the record, then starts the workflow. Where it runs
 * already, nothing is done. Where Temporal can't be reached, the record goes back to what it was.
 */
export async function startExport(deps: ExportsDeps, { actor, about }: Asked, id: string): Promise<void> {
  const { config, exports, runs } = deps;
  const record = await findExport(deps, actor, id);
  about.workspaceId = record.workspace_id;
  const checkStart = async ({ status, ...found }: ExportSummary) => {
    requireContentScope(actor, found);
    // One that runs ends with what it was started with.
    if (!moves.start.from.includes(status)) return;
    await requireFields(deps, actor, tenantOf(found), found);
    // What is planned only now may have waited until its range reached further back than it may.
    const isPlanned = status === 'failure' && (await exports.hasPlan(id));
    if (!isPlanned) checkLookback(actor, { filters: filtersOf(found), tenant: tenantOf(found), config });
  };
  await checkStart(record);
  const begun = await begin(deps, { actor, record });
  if (begun === null) {
    about.attempt = await whyNotBegun(deps, { actor, about }, id);
    return;
  }
  const { before, started } = begun;
  about.attempt = started.attempt;
  const takeBack = () => afterWrite(exports.unstart({ exportId: id, run: started.run }, before, started.started_at));
  try {
    // Since it was looked at, it may have been changed, by a key that may read prompts, to hold them; its plan may be gone.
    await checkStart(before);
  } catch (error) {
    await takeBack();
    throw error;
  }
  try {
    await startRun(started, { exports, runs });
  } catch (error) {
    // Where only Temporal's answer was lost, the run may have begun: then it goes on.
    if (await takeBack()) throw error;
  }
}

/** Names a new run in the record, in one of the organisation's slots; null where its status does not allow that. */
async function begin(
  { config, exports, objects }: ExportsDeps,
  { actor, record }: { actor: Asked['actor']; record: ExportSummary },
) {
  const { organisationId } = actor.tenant;
  const atOnce = config.EXPORT_RUNS_PER_ORGANISATION;
  const location = record.location ?? objects.locate({ id: record._id, tenant: tenantOf(record) });
  const run = { run: randomUUID(), by: actor.id, location };
  const begun = await inFreeSlot(atOnce, {
    taken: () => exports.takenSlots(organisationId),
    take: (slot) => exports.start(actor.tenant, record, { ...run, slot }),
  });
  if (begun === 'full') throw tooManyRunning(atOnce);
  return begun;
}

/** The attempt that runs already, or has just run; refuses where the export can't be started. */
async function whyNotBegun(deps: ExportsDeps, { actor, about }: Asked, id: string): Promise<number> {
  const found = await findExport(deps, actor, id);
  const { status, attempt } = found;
  about.attempt = attempt;
  // Another start's record, which goes back where Temporal is down: what it will answer is not known yet. With
  // Temporal there it gets through, or else the reconciler starts the run.
  if (status === 'in_progress' && hasNotBegun(found)) await deps.runs.ping();
  // What could be started now could not a moment ago: it was running then.
  if (status === moves.start.done || moves.start.from.includes(status)) return attempt;
  throw new ServiceError('wrong_status', refusal('start', status));
}
