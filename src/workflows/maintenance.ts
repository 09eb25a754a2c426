import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities';

const {
  reconcile,
  reconcileSchedules: bringInLine,
  expire,
} = proxyActivities<Activities>({
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '20 seconds',
  retry: { maximumAttempts: 3 },
});

/** Run by a Temporal Schedule: settles the records that a terminated or lost workflow left `in_progress`. */
export async function reconcileExports(): Promise<{ settled: number }> {
  return reconcile.executeWithOptions({ summary: 'Settle exports that no workflow runs for' }, [undefined]);
}

/** Run by a Temporal Schedule: deletes what is past its retention. */
export async function expireExports(): Promise<{ expired: number }> {
  return expire.executeWithOptions({ summary: 'Delete files past their retention' }, [undefined]);
}

/** Run by a Temporal Schedule: makes what Temporal lacks of the schedules, and starts what it missed. */
export async function reconcileSchedules(): Promise<{ made: number }> {
  return bringInLine.executeWithOptions({ summary: 'Bring the schedules in line with their records' }, [undefined]);
}
