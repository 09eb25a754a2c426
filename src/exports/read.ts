import type { Actor } from '../contract/actor';
import type { ListQuery } from '../contract/exports';
import { ServiceError } from '../model/errors';
import { type Move, moves, refusal } from '../model/statuses';
import type { ExportSummary } from '../stores/export-record';
import type { Asked, ExportsDeps } from './deps';
import { workspaceFor } from './rights';
import { SETTLE_AFTER_MS, settleIfEnded } from './settle';

type Reading = Pick<ExportsDeps, 'exports' | 'runs' | 'logger'>;

/** The current record. One that is `in_progress` without recent news is settled from Temporal's state. */
async function upToDate(deps: Reading, record: ExportSummary): Promise<ExportSummary> {
  const isQuiet = Date.now() - record.last_updated_at.getTime() >= SETTLE_AFTER_MS;
  if (record.status !== 'in_progress' || !isQuiet) return record;
  try {
    const outcome = await settleIfEnded(record, deps);
    if (!outcome) return record;
    const { status, error, errorCode } = outcome;
    return { ...record, status, error, error_code: errorCode, completed_at: new Date() };
  } catch (error) {
    deps.logger.warn({ exportId: record._id, err: error }, 'Temporal could not say how an export stands');
    return record;
  }
}

/** The actor's export, or 404, also for an export of another tenant. */
export async function findExport(deps: Reading, { tenant }: Actor, id: string): Promise<ExportSummary> {
  const record = await deps.exports.find(tenant, id);
  if (!record) throw new ServiceError('not_found', 'There is no export with this id.', { param: 'id' });
  return upToDate(deps, record);
}

/** The actor's export, for a move that its status allows; else 409. */
export async function findFor(move: Move, deps: Reading, { actor, about }: Asked, id: string): Promise<ExportSummary> {
  const record = await findExport(deps, actor, id);
  about.workspaceId = record.workspace_id;
  if (!moves[move].from.includes(record.status)) throw new ServiceError('wrong_status', refusal(move, record.status));
  return record;
}

/** The refusal after a conditional write that matched nothing, because another request was faster. */
export async function refusedMove(move: Move, deps: Reading, actor: Actor, id: string): Promise<ServiceError> {
  const { status } = await findExport(deps, actor, id);
  return new ServiceError('wrong_status', refusal(move, status));
}

/** A page of the actor's exports, newest first, each in its current state, and how many there are. */
export async function listExports(deps: Reading, actor: Actor, query: ListQuery) {
  if (query.workspace_id !== undefined) workspaceFor(actor, query.workspace_id);
  const { records, ...counted } = await deps.exports.list(actor.tenant, query);
  return { ...counted, records: await Promise.all(records.map((record) => upToDate(deps, record))) };
}
