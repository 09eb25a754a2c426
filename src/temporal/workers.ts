import { Worker, type WorkerOptions } from '@temporalio/worker';
import { batchQueueOf, webhookQueueOf } from '../contract/workflow';

/**
 * Accept one extra batch, so that upload and read overlap, but only while the machine has room: on a busy one, short
 * steps of other exports would wait for the processor.
 */
const ENDING = 1;
export const ROOM = { targetCpuUsage: 0.8, targetMemoryUsage: 0.8 };

/** Slots for steps other than batches: short ones, and plans, which read the keys of all logs. */
const STEPS_AT_ONCE = 4;
/**
 * A step starts eagerly, without the queue, if its worker has a free slot when the workflow task asks for it. A waiting
 * poll holds a slot, so there must be fewer polls than slots.
 */
const STEP_POLLS = { type: 'simple-maximum', maximum: 1 } as const;

/** A try waits for a stranger's server, for 15 s at most, and costs this process next to nothing meanwhile. */
const WEBHOOK_TRIES_AT_ONCE = 50;

interface Options extends Omit<WorkerOptions, 'maxConcurrentActivityTaskExecutions'> {
  /** Number of batches read at once. */
  batchesAtOnce: number;
}

/**
 * The three workers of a process as one: the first runs workflows and their short steps, the second batches, the third
 * tries of webhooks, each with its own slots. All know all activities, since exports of earlier versions queued batches
 * on the first.
 */
export async function createWorkers({ batchesAtOnce, ...options }: Options) {
  const { workflowBundle: _workflows, sinks: _sinks, ...withoutWorkflows } = options;
  const steps = await Worker.create({
    ...options,
    maxConcurrentActivityTaskExecutions: STEPS_AT_ONCE,
    activityTaskPollerBehavior: STEP_POLLS,
  });
  const batches = await Worker.create({
    ...withoutWorkflows,
    taskQueue: batchQueueOf(options.taskQueue),
    tuner: {
      tunerOptions: ROOM,
      activityTaskSlotOptions: {
        minimumSlots: batchesAtOnce,
        maximumSlots: batchesAtOnce + ENDING,
        rampThrottle: '1 ms',
      },
    },
  });
  const webhooks = await Worker.create({
    ...withoutWorkflows,
    taskQueue: webhookQueueOf(options.taskQueue),
    maxConcurrentActivityTaskExecutions: WEBHOOK_TRIES_AT_ONCE,
  });
  const workers = [steps, batches, webhooks];
  const states = () => workers.map((worker) => worker.getState());
  const shutdown = () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };

  return {
    /** Polls until {@link shutdown}, or until one of them can't go on: then throws, once the others have ended too. */
    async run(): Promise<void> {
      const ends = await Promise.allSettled(workers.map((worker) => worker.run().finally(shutdown)));
      const failure = ends.find((end) => end.status === 'rejected');
      if (failure) throw failure.reason;
    },
    /** Takes no new tasks, and gives running ones the grace period to finish. */
    shutdown,
    isAlive: () => !states().includes('FAILED'),
    isTaking: () => states().every((state) => state === 'RUNNING'),
  };
}
