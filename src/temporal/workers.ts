import { Worker, type WorkerOptions } from '@temporalio/worker';
import { batchQueueOf } from '../contract/workflow';

/**
 * A batch may end its upload while the next one is read already, for which the worker takes one more than it reads, but
 * only while the machine has room: on a busy one, others' short steps would wait for the processor instead of it.
 */
const ENDING = 1;
export const ROOM = { targetCpuUsage: 0.8, targetMemoryUsage: 0.8 };

/** Steps other than batches: short, but planning reads the keys of all logs. */
const STEPS_AT_ONCE = 4;
/**
 * A step whose worker has a slot for it begins with the answer to the workflow task that wants it, and not by way of the
 * queue. A poll that waits for the queue holds a slot, so that one poll a slot would leave none for that.
 */
const STEP_POLLS = { type: 'simple-maximum', maximum: 1 } as const;

interface Options extends Omit<WorkerOptions, 'maxConcurrentActivityTaskExecutions'> {
  /** How many are read at once. */
  batchesAtOnce: number;
}

/**
 * The workers of one process, as one: the first has the workflows and their short steps, the second the batches, each
 * with slots of its own. Both know all activities: exports that an earlier version began have theirs in the first queue.
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
  const workers = [steps, batches];
  const states = () => workers.map((worker) => worker.getState());
  const shutdown = () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };

  return {
    /** Polls until {@link shutdown}, or until one of them can't go on: then throws, once the other has ended too. */
    async run(): Promise<void> {
      const ends = await Promise.allSettled(workers.map((worker) => worker.run().finally(shutdown)));
      const failure = ends.find((end) => end.status === 'rejected');
      if (failure) throw failure.reason;
    },
    /** Takes no new tasks, and lets those under way go on for the grace time. */
    shutdown,
    isAlive: () => !states().includes('FAILED'),
    isTaking: () => states().every((state) => state === 'RUNNING'),
  };
}
