import type { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { ActivityInboundCallsInterceptor, ActivityInterceptorsFactory } from '@temporalio/worker';
import { isFaultCode } from '../model/errors';
import { OTHER_REASON } from './catalogue';
import type { Metrics } from './metrics';

/** Measures every attempt of an activity: its wait for a worker, its duration and its outcome. */
export function watchActivities(metrics: Metrics): ActivityInterceptorsFactory {
  return ({ info }: Context) => {
    const activity = info.activityType;
    const inbound: ActivityInboundCallsInterceptor = {
      async execute(input, next) {
        const started = Date.now();
        // The clocks of server and worker may differ a little.
        const waited = Math.max(0, started - info.currentAttemptScheduledTimestampMs);
        metrics.activityQueue.observe({ activity }, waited / 1_000);
        if (info.attempt > 1) metrics.activityRetries.inc({ activity });
        const ended = (outcome: 'completed' | 'failed' | 'cancelled') =>
          metrics.activityDuration.observe({ activity, outcome }, (Date.now() - started) / 1_000);
        try {
          const result = await next(input);
          ended('completed');
          return result;
        } catch (error) {
          const cancelled = error instanceof CancelledFailure;
          ended(cancelled ? 'cancelled' : 'failed');
          if (!cancelled && !isBenign(error)) metrics.activityFailures.inc({ activity, reason: reasonOf(error) });
          throw error;
        }
      },
    };
    return { inbound };
  };
}

/** It waits for its turn, as nothing is wrong with it. */
const isBenign = (error: unknown) => error instanceof ApplicationFailure && error.category === 'BENIGN';

function reasonOf(error: unknown): string {
  const code = error instanceof ApplicationFailure ? (error.type ?? '') : '';
  return isFaultCode(code) ? code : OTHER_REASON;
}
