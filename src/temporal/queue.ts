import type { Client } from '@temporalio/client';
import { batchQueueOf } from '../contract/workflow';

/** `TASK_QUEUE_TYPE_…` of Temporal's API. */
const types = { workflow: 1, activity: 2, batch: 2 } as const;

/** What a task queue holds: workflow tasks, the short steps of workflows, or batches. */
export type QueueKind = keyof typeof types;
export const queueKinds = Object.keys(types) as QueueKind[];

/** A worker polls again within about a minute; Temporal remembers pollers for five. */
const POLLED_WITHIN_MS = 120_000;
const DEADLINE_MS = 3_000;

interface Queue {
  pollers: number;
  backlog: number;
  backlogAgeSeconds: number;
}

/** Reads the number of workers that poll a task queue, and its backlog. Throws if Temporal is unreachable. */
export type QueueReader = (kind: QueueKind) => Promise<Queue>;

export function createQueueReader(client: Client, taskQueue: string): QueueReader {
  const { namespace } = client.options;
  return async (kind) => {
    const name = kind === 'batch' ? batchQueueOf(taskQueue) : taskQueue;
    const request = { namespace, taskQueue: { name }, taskQueueType: types[kind], reportStats: true };
    const describe = () => client.workflowService.describeTaskQueue(request);
    const { pollers, stats } = await client.withDeadline(Date.now() + DEADLINE_MS, describe);
    const since = Date.now() - POLLED_WITHIN_MS;
    return {
      pollers: pollers.filter(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000 >= since).length,
      backlog: Number(stats?.approximateBacklogCount ?? 0),
      backlogAgeSeconds: Number(stats?.approximateBacklogAge?.seconds ?? 0),
    };
  };
}
