import type { RunRef } from '../contract/workflow';
import { exportFolder } from '../model/names';
import { currentRun, namedBy } from './current-run';
import type { ActivityDeps } from './deps';

/** Deletes all that a cancelled run and those before it have written. */
export function createDiscardParts({ exports, files }: ActivityDeps) {
  return async (ref: RunRef): Promise<void> => {
    const record = await currentRun(exports.findForRun(ref));
    await files.remove(`${exportFolder(namedBy(record))}/`);
  };
}
