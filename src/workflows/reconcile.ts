import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities';

const { reconcile } = proxyActivities<Activities>({
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '20 seconds',
  retry: { maximumAttempts: 3 },
  summary: 'Settle exports that no workflow runs for',
});

/** Run by a Temporal Schedule: settles the records that a terminated or lost workflow left `in_progress`. */
export async function reconcileExports(): Promise<{ settled: number }> {
  return reconcile(undefined);
}
