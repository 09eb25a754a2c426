import type { RunRef } from '../contract/workflow';
import { allPartsFolder } from '../model/names';
import { tenantOf } from '../stores/export-record';
import type { ActivityDeps } from './deps';

/**
 * Deletes the parts that a run left which was stopped while the bucket refused. Where the export was started again,
 * changed or deleted since, that has seen to them.
 */
export function createDiscardLeftovers({ exports, files }: ActivityDeps) {
  return async (ref: RunRef): Promise<void> => {
    const record = await exports.findStopped(ref);
    if (record) await files.remove(allPartsFolder({ id: record._id, tenant: tenantOf(record) }));
  };
}
