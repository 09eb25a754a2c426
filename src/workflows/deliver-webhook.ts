import { condition, defineSignal, patched, proxyActivities, setHandler, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../activities';
import { type DeliverWebhookInput, TRY_NOW_SIGNAL, webhookQueueOf } from '../contract/workflow';

const tryNow = defineSignal(TRY_NOW_SIGNAL);

/** The pauses before the tries after the first: the schedule that the Standard Webhooks specification gives. */
const PAUSE_SECONDS = [5, 5 * 60, 30 * 60, ...[2, 5, 10, 14, 20, 24].map((hours) => hours * 3_600)];
const TRIES = PAUSE_SECONDS.length + 1;
/** So that what failed together does not come back together. */
const withJitter = (seconds: number) => Math.ceil(seconds * (0.9 + Math.random() * 0.2));

/** Version 0.2.0 forgot what was asked for while a try was under way. Its deliveries take about three days. */
const REMEMBERS_DURING_TRY = 'try-now-during-a-try';

/**
 * Sends one event to one webhook until it is taken, or the tries are used up. After each signal `tryNow`, a try begins at
 * once, or as soon as the one under way is over: that one may have been refused, or read, before the signal came.
 */
export async function deliverWebhook({ deliveryId }: DeliverWebhookInput): Promise<void> {
  const { tryWebhook } = proxyActivities<Activities>({
    taskQueue: webhookQueueOf(workflowInfo().taskQueue),
    startToCloseTimeout: '1 minute',
    heartbeatTimeout: '20 seconds',
    // A receiver's refusal is no failure of it: only an engine's is, or a worker's.
    retry: { maximumInterval: '1 minute' },
  });
  let asked = 0;
  setHandler(tryNow, () => {
    asked += 1;
  });
  const remembersDuringTry = patched(REMEMBERS_DURING_TRY);

  for (let attempt = 1; ; attempt += 1) {
    let fulfilled = asked;
    const pause = PAUSE_SECONDS[attempt - 1];
    const pauseSeconds = pause === undefined ? null : withJitter(pause);
    const summary = `Try ${attempt} of ${TRIES}`;
    const { againInSeconds } = await tryWebhook.executeWithOptions({ summary }, [{ deliveryId, pauseSeconds }]);
    if (!remembersDuringTry) fulfilled = asked;
    const isAsked = () => asked > fulfilled;
    if (againInSeconds !== null) await condition(isAsked, againInSeconds * 1_000);
    // What is over is tried anew, by the schedule from its start.
    else if (isAsked()) attempt = 0;
    else return;
  }
}
