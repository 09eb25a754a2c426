import { createComposeFile } from './compose-file';
import type { ActivityDeps } from './deps';
import { createDiscardParts } from './discard-parts';
import { createFinish } from './finish';
import { guarded } from './guard';
import { createPlan } from './plan';
import { createReconcile } from './reconcile';
import { createWriteBatch } from './write-batch';

/** The activities by the names under which the workflows call them. */
export function createActivities(deps: ActivityDeps) {
  return {
    plan: guarded(createPlan(deps)),
    writeBatch: guarded(createWriteBatch(deps)),
    composeFile: guarded(createComposeFile(deps)),
    discardParts: guarded(createDiscardParts(deps)),
    finish: guarded(createFinish(deps)),
    reconcile: guarded(createReconcile(deps)),
  };
}
export type Activities = ReturnType<typeof createActivities>;
