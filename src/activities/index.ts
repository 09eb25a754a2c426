import type { ActivityName } from '../observability/catalogue';
import { createAdvance } from './advance';
import { createComposeFile } from './compose-file';
import type { ActivityDeps } from './deps';
import { createDiscardLeftovers } from './discard-leftovers';
import { createDiscardParts } from './discard-parts';
import { createExpire } from './expire';
import { createFinish } from './finish';
import { guarded } from './guard';
import { createPlan } from './plan';
import { createReconcile } from './reconcile';
import { createTryWebhook } from './try-webhook';
import { createReconcileSchedules } from './reconcile-schedules';
import { createWriteBatch } from './write-batch';

/** The activities by the names under which the workflows call them. */
export function createActivities(deps: ActivityDeps) {
  return {
    plan: guarded(createPlan(deps)),
    writeBatch: guarded(createWriteBatch(deps)),
    composeFile: guarded(createComposeFile(deps)),
    discardParts: guarded(createDiscardParts(deps)),
    discardLeftovers: guarded(createDiscardLeftovers(deps), { never: 'giveUp' }),
    finish: guarded(createFinish(deps), { never: 'giveUp' }),
    reconcile: guarded(createReconcile(deps)),
    expire: guarded(createExpire(deps)),
    tryWebhook: guarded(createTryWebhook(deps), { never: 'giveUp' }),
    advance: guarded(createAdvance(deps)),
    reconcileSchedules: guarded(createReconcileSchedules(deps)),
  } satisfies Record<ActivityName, unknown>;
}
export type Activities = ReturnType<typeof createActivities>;
