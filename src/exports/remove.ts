import type { Asked, ExportsDeps } from './deps';
import { afterFiles, dropFiles, dropRest } from './drop-files';
import { findFor, refusedMove } from './read';

/** Deletes an export that is not running, with its file and parts. */
export async function removeExport(deps: ExportsDeps, asked: Asked, id: string): Promise<void> {
  const record = await findFor('delete', deps, asked, id);
  await dropFiles(deps, record);
  const isDeleted = await afterFiles(record, deps.exports.delete(asked.actor.tenant, id));
  if (!isDeleted) throw await refusedMove('delete', deps, asked.actor, id);
  // Nothing can start without the record, so this finds everything that a run in between has left.
  await dropRest(deps, record);
}
