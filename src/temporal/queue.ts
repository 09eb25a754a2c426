import type { Client } from '@temporalio/client';
import { batchQueueOf, webhookQueueOf } from '../contract/workflow';

/** `TASK_QUEUE_TYPE_…` of Temporal's API. */
const types = { workflow: 1, activity: 2, batch: 2, webhook: 2 } as const;

/** What a task queue holds: workflow tasks, the short steps of workflows, batches, or tries of webhooks. */
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

function nameOf(kind: QueueKind, taskQueue: string): string {
  if (kind === 'batch') return batchQueueOf(taskQueue);
  return kind === 'webhook' ? webhookQueueOf(taskQueue) : taskQueue;
}

export function createQueueReader(client: Client, taskQueue: string): QueueReader {
  const { namespace } = client.options;
  return async (kind) => {
    const request = {
      namespace,
      taskQueue: { name: nameOf(kind, taskQueue) },
      taskQueueType: types[kind],
      reportStats: true,
    };
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
