import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import type { Logger } from 'pino';
import { RECONCILE_WORKFLOW, searchAttributeNames } from '../contract/workflow';

/** One schedule a task queue: installations that share a namespace do not share workers. */
export const reconcileScheduleOf = (taskQueue: string) => `reconcile-${taskQueue}`;
const RECONCILE_EVERY = '15 seconds';

/** `INDEXED_VALUE_TYPE_KEYWORD` of Temporal's API. */
const KEYWORD = 2;

interface Setup {
  namespace: string;
  taskQueue: string;
  logger: Logger;
}

/** Makes what the namespace lacks: the search attributes and the reconciler's schedule. Safe with many workers. */
export async function ensureNamespaceSetup(client: Client, setup: Setup): Promise<void> {
  await ensureSearchAttributes(client, setup);
  await ensureReconcileSchedule(client, setup);
}

async function ensureSearchAttributes(client: Client, { namespace, logger }: Setup): Promise<void> {
  const { operatorService } = client.connection;
  try {
    const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
    const missing = searchAttributeNames.filter((name) => !(name in (customAttributes ?? {})));
    if (missing.length === 0) return;
    const searchAttributes = Object.fromEntries(missing.map((name) => [name, KEYWORD]));
    await operatorService.addSearchAttributes({ namespace, searchAttributes });
  } catch (error) {
    const flags = searchAttributeNames.map((name) => `--name ${name} --type Keyword`).join(' ');
    logger.warn(
      { err: error },
      'the search attributes could not be checked or made. Where they are missing, exports cannot start; make them ' +
        `with: temporal operator search-attribute create --namespace ${namespace} ${flags}`,
    );
  }
}

async function ensureReconcileSchedule(client: Client, { taskQueue }: Setup): Promise<void> {
  try {
    await client.schedule.create({
      scheduleId: reconcileScheduleOf(taskQueue),
      spec: { intervals: [{ every: RECONCILE_EVERY }] },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
      action: {
        type: 'startWorkflow',
        workflowType: RECONCILE_WORKFLOW,
        workflowId: reconcileScheduleOf(taskQueue),
        taskQueue,
        workflowExecutionTimeout: '5 minutes',
        staticSummary: 'Settles exports that no workflow runs for',
      },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}
