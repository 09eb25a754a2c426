import type { RunRef } from '../contract/workflow';
import { openFolder } from '../exports/folder';
import { PARTS } from '../model/location';
import type { ActivityDeps } from './deps';

/**
 * Deletes the parts of a run that was stopped while the bucket refused deletions. If the export was started again,
 * changed or deleted since, they are taken care of already.
 */
export function createDiscardLeftovers({ exports, objects }: ActivityDeps) {
  return async (ref: RunRef): Promise<void> => {
    const record = await exports.findStopped(ref);
    if (record) await openFolder(objects, record).remove(PARTS);
  };
}
