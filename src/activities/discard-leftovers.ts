import type { RunRef } from '../contract/workflow';
import { openFolder } from '../exports/folder';
import { PARTS } from '../model/location';
import type { ActivityDeps } from './deps';

/**
 * Deletes the parts that a run left which was stopped while the bucket refused. Where the export was started again,
 * changed or deleted since, that has seen to them.
 */
export function createDiscardLeftovers({ exports, objects }: ActivityDeps) {
  return async (ref: RunRef): Promise<void> => {
    const record = await exports.findStopped(ref);
    if (record) await openFolder(objects, record).remove(PARTS);
  };
}
