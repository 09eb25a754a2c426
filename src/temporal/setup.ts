import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import type { Logger } from 'pino';
import { EXPIRE_WORKFLOW, RECONCILE_WORKFLOW, searchAttributeNames } from '../contract/workflow';

const schedules = [
  {
    id: 'reconcile',
    workflowType: RECONCILE_WORKFLOW,
    every: '15 seconds',
    staticSummary: 'Settles exports that no workflow runs for',
  },
  { id: 'expire', workflowType: EXPIRE_WORKFLOW, every: '1 hour', staticSummary: 'Deletes files past their retention' },
] as const;

/** The ids of the schedules of a task queue: installations that share a namespace do not share workers. */
export const scheduleIdsOf = (taskQueue: string) => schedules.map(({ id }) => `${id}-${taskQueue}`);

/** `INDEXED_VALUE_TYPE_KEYWORD` of Temporal's API. */
const KEYWORD = 2;

interface Setup {
  namespace: string;
  taskQueue: string;
  logger: Logger;
}

/** Makes what the namespace lacks: the search attributes and the schedules. Safe with many workers. */
export async function ensureNamespaceSetup(client: Client, setup: Setup): Promise<void> {
  await ensureSearchAttributes(client, setup);
  await Promise.all(schedules.map((schedule) => ensureSchedule(client, setup.taskQueue, schedule)));
}

/** The search attributes that the namespace lacks. */
export async function missingSearchAttributes({ connection, options: { namespace } }: Client): Promise<string[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  return searchAttributeNames.filter((name) => Number(customAttributes?.[name]) !== KEYWORD);
}

/** How an operator makes the search attributes by hand. */
export function searchAttributesCommand(namespace: string): string {
  const flags = searchAttributeNames.map((name) => `--name ${name} --type Keyword`).join(' ');
  return `temporal operator search-attribute create --namespace ${namespace} ${flags}`;
}

async function ensureSearchAttributes(client: Client, { namespace, logger }: Setup): Promise<void> {
  try {
    const missing = await missingSearchAttributes(client);
    if (missing.length === 0) return;
    const searchAttributes = Object.fromEntries(missing.map((name) => [name, KEYWORD]));
    await client.connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
  } catch (error) {
    logger.warn(
      { err: error },
      'the search attributes could not be checked or made. Where they are missing, exports cannot start; make them ' +
        `with: ${searchAttributesCommand(namespace)}`,
    );
  }
}

async function ensureSchedule(
  client: Client,
  taskQueue: string,
  { id, workflowType, every, staticSummary }: (typeof schedules)[number],
): Promise<void> {
  const scheduleId = `${id}-${taskQueue}`;
  const workflowExecutionTimeout = '1 hour';
  try {
    await client.schedule.create({
      scheduleId,
      spec: { intervals: [{ every }] },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
      action: {
        type: 'startWorkflow',
        workflowId: scheduleId,
        workflowType,
        taskQueue,
        workflowExecutionTimeout,
        staticSummary,
      },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}
