import type { Client } from '@temporalio/client';

/** `TASK_QUEUE_TYPE_…` of Temporal's API. */
const types = { workflow: 1, activity: 2 } as const;

/** A worker asks again within about a minute; Temporal remembers who asked for five. */
const POLLED_WITHIN_MS = 120_000;
const DEADLINE_MS = 3_000;

interface Queue {
  pollers: number;
  backlog: number;
  backlogAgeSeconds: number;
}

/** Reads how many workers poll a task queue, and what waits in it. Throws where Temporal can't be reached. */
export type QueueReader = (kind: keyof typeof types) => Promise<Queue>;

export function createQueueReader(client: Client, taskQueue: string): QueueReader {
  const { namespace } = client.options;
  return async (kind) => {
    const request = { namespace, taskQueue: { name: taskQueue }, taskQueueType: types[kind], reportStats: true };
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
