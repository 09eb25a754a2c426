import type { RunRef } from '../contract/workflow';
import { openFolder } from '../exports/folder';
import { currentRun } from './current-run';
import type { ActivityDeps } from './deps';

/** Deletes everything that a cancelled run and earlier ones have written. */
export function createDiscardParts({ exports, objects }: ActivityDeps) {
  return async (ref: RunRef): Promise<void> => {
    const record = await currentRun(exports.findForRun(ref));
    await openFolder(objects, record).remove('');
  };
}
