import { Context } from '@temporalio/activity';
import { NativeConnection } from '@temporalio/worker';
import { createActivities } from '../../src/activities';
import type { Config } from '../../src/config';
import type { RunRef } from '../../src/contract/workflow';
import { createLogger } from '../../src/process/logger';
import { createMetrics } from '../../src/observability/metrics';
import { createRuns } from '../../src/temporal/runs';
import { createAddresses } from '../../src/webhooks/addresses';
import { createWorkers } from '../../src/temporal/workers';
import type { Stack } from '../support/stack';
import { gate } from '../support/waiting';
import { testWorkflowBundle } from '../support/workflow-bundle';
import { openAllStores, schedulingOn } from '../support/open-stores';

const limitsOf = (config: Config) => ({
  maxLogs: config.EXPORT_MAX_LOGS,
  batchLogs: config.EXPORT_BATCH_LOGS,
  partBytes: config.EXPORT_PART_BYTES,
  batchesAtOnce: config.WORKER_BATCHES_AT_ONCE,
  retentionDays: config.EXPORT_RETENTION_DAYS,
});

/** A worker with the real workflows and activities, whose runs a test may hold at their first step, each by its export. */
export async function startHoldableWorker({ config, temporal }: Stack) {
  const connection = await NativeConnection.connect({ address: config.TEMPORAL_ADDRESS });
  const stores = openAllStores(config);
  const runs = createRuns(temporal, config);
  const logger = createLogger(config, 'worker');
  const metrics = createMetrics('worker');
  const sending = { addresses: createAddresses(config.WEBHOOK_ALLOWED_HOSTS), sealer: null };
  const activities = createActivities({
    ...{ ...stores, ...sending, runs, logger, metrics, limits: limitsOf(config) },
    scheduling: schedulingOn(stores, { config, temporal }),
  });
  const gates = new Map<string, ReturnType<typeof gate>>();

  /** Waits until the run is released, or cancelled. */
  async function released({ exportId }: RunRef): Promise<void> {
    const context = Context.current();
    const heartbeat = setInterval(() => context.heartbeat(), 100);
    await Promise.race([gates.get(exportId)?.opened, context.cancelled]).finally(() => clearInterval(heartbeat));
  }

  const workers = await createWorkers({
    connection,
    taskQueue: config.TEMPORAL_TASK_QUEUE,
    workflowBundle: testWorkflowBundle(),
    batchesAtOnce: 8,
    activities: {
      ...activities,
      plan: async (ref: RunRef) => {
        await released(ref);
        return activities.plan(ref);
      },
    },
    maxHeartbeatThrottleInterval: '100ms',
    shutdownGraceTime: '1 second',
  });
  const running = workers.run();

  return {
    hold: (id: string) => void gates.set(id, gate()),
    release: (id: string) => gates.get(id)?.open(),
    async stop() {
      workers.shutdown();
      await running;
      await Promise.all([stores.close(), connection.close()]);
    },
  };
}
export type HoldableWorker = Awaited<ReturnType<typeof startHoldableWorker>>;
