import { continueAsNew, proxyActivities, sleep, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../activities';
import type { ScheduledExportsInput } from '../contract/workflow';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;

const { advance } = proxyActivities<Activities>({
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '20 seconds',
  retry: { maximumInterval: '1 minute' },
  summary: 'Take the schedule one step on',
});

/**
 * Run by a Temporal Schedule: makes the windows of a schedule that are over, one after the other. It decides nothing: each
 * step asks the record how the schedule stands. A pause, and not a worker, waits for an export that runs.
 */
export async function scheduledExports(input: ScheduledExportsInput): Promise<void> {
  let pause = FIRST_PAUSE_MS;
  while (!workflowInfo().continueAsNewSuggested) {
    const { state } = await advance(input);
    if (state === 'idle') return;
    if (state === 'waiting') await sleep(pause);
    pause = state === 'waiting' ? Math.min(pause * 2, LONGEST_PAUSE_MS) : FIRST_PAUSE_MS;
  }
  await continueAsNew<typeof scheduledExports>(input);
}
