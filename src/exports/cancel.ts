import type { Actor } from '../contract/actor';
import { ServiceError } from '../model/errors';
import { PARTS } from '../model/location';
import { moves, refusal } from '../model/statuses';
import { afterWrite } from '../stores/writes';
import type { Asked, ExportsDeps } from './deps';
import { openFolder } from './folder';
import { findExport } from './read';

/** `stopping`: the workflow was told, and has not ended yet. */
export type Cancelled = 'stopped' | 'stopping';

/** Cancels an export, and deletes what it has written: a draft at once, a running one through its workflow. */
export async function cancelExport(deps: ExportsDeps, { actor, about }: Asked, id: string): Promise<Cancelled> {
  const { exports, objects, logger, runs } = deps;
  const draft = await exports.stopDraft(actor.tenant, id);
  const record = draft ?? (await findExport(deps, actor, id));
  about.workspaceId = record.workspace_id;
  if (draft) return 'stopped';
  const { status, run, attempt } = record;
  about.attempt = attempt;
  if (status === moves.cancel.done) return 'stopped';
  if (status !== 'in_progress' || run === null) throw new ServiceError('wrong_status', refusal('cancel', status));
  const ref = { exportId: id, run };
  // A workflow that is started only after this finds the run settled, and does nothing.
  if (!(await runs.cancel(ref)) && (await exports.settle(ref, { status: 'stopped' }))) {
    // No workflow deletes what an earlier run wrote, or one that was terminated.
    await openFolder(objects, record)
      .remove(PARTS)
      .catch((error: unknown) => {
        logger.warn({ exportId: id, err: error }, 'parts of a stopped export are left until it expires');
      });
  }
  return afterCancel(deps, actor, id);
}

/**
 * The workflow may have ended otherwise before the cancellation reached it; without a worker it has not ended yet. A
 * record that is gone was stopped, and deleted then.
 */
async function afterCancel({ exports }: ExportsDeps, { tenant }: Actor, id: string): Promise<Cancelled> {
  const { status = 'stopped' } = (await afterWrite(exports.find(tenant, id))) ?? {};
  if (status === 'stopped') return 'stopped';
  if (status === 'in_progress') return 'stopping';
  throw new ServiceError('wrong_status', refusal('cancel', status));
}
