import { isDeepStrictEqual } from 'node:util';
import {
  type Client,
  ScheduleAlreadyRunning,
  type ScheduleDescription,
  type ScheduleOptions,
  type ScheduleOptionsStartWorkflowAction,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import type { Workflow } from '@temporalio/common';
import type { Logger } from 'pino';
import {
  EXPIRE_WORKFLOW,
  RECONCILE_SCHEDULES_WORKFLOW,
  RECONCILE_WORKFLOW,
  searchAttributeNames,
} from '../contract/workflow';

const schedules = [
  {
    id: 'reconcile',
    workflowType: RECONCILE_WORKFLOW,
    everyMs: 15_000,
    staticSummary: 'Settles exports that no workflow runs for',
  },
  {
    id: 'expire',
    workflowType: EXPIRE_WORKFLOW,
    everyMs: 3_600_000,
    staticSummary: 'Deletes files past their retention',
  },
  {
    id: 'reconcile-schedules',
    workflowType: RECONCILE_SCHEDULES_WORKFLOW,
    everyMs: 60_000,
    staticSummary: 'Brings schedules in line with their records',
  },
] as const;

/** The schedule ids of a task queue. They contain its name, since several installations may share a namespace. */
export const scheduleIdsOf = (taskQueue: string) => schedules.map(({ id }) => `${id}-${taskQueue}`);

/** `INDEXED_VALUE_TYPE_KEYWORD` of Temporal's API. */
const KEYWORD = 2;

interface Setup {
  namespace: string;
  taskQueue: string;
  logger: Logger;
}

/** Creates the search attributes and schedules that the namespace lacks. Safe to run from many workers. */
export async function ensureNamespaceSetup(client: Client, setup: Setup): Promise<void> {
  await ensureSearchAttributes(client, setup);
  await Promise.all(schedules.map((schedule) => ensureSchedule(client, setup.taskQueue, schedule)));
}

/** The missing search attributes. */
export async function missingSearchAttributes({ connection, options: { namespace } }: Client): Promise<string[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  return searchAttributeNames.filter((name) => Number(customAttributes?.[name]) !== KEYWORD);
}

/** The command by which an operator creates the search attributes. */
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

type ScheduleDefinition = Omit<ScheduleOptions<ScheduleOptionsStartWorkflowAction<Workflow>>, 'scheduleId'>;

function definitionOf(
  scheduleId: string,
  taskQueue: string,
  { workflowType, everyMs, staticSummary }: (typeof schedules)[number],
) {
  return {
    spec: { intervals: [{ every: everyMs }] },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: 60_000 },
    action: {
      type: 'startWorkflow',
      workflowId: scheduleId,
      workflowType,
      taskQueue,
      workflowExecutionTimeout: 3_600_000,
      staticSummary,
    },
  } satisfies ScheduleDefinition;
}

/** Creates the schedule, or updates one of an earlier version. A paused schedule stays paused. */
async function ensureSchedule(client: Client, taskQueue: string, schedule: (typeof schedules)[number]): Promise<void> {
  const scheduleId = `${schedule.id}-${taskQueue}`;
  const wanted = definitionOf(scheduleId, taskQueue, schedule);
  try {
    await client.schedule.create({ scheduleId, ...wanted });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const handle = client.schedule.getHandle(scheduleId);
    if (!isAsWanted(await handle.describe(), wanted)) await handle.update(({ state }) => ({ ...wanted, state }));
  }
}

function isAsWanted({ spec, policies, action }: ScheduleDescription, wanted: ReturnType<typeof definitionOf>): boolean {
  const { overlap, catchupWindow } = policies;
  const { type, workflowId, workflowType, taskQueue, staticSummary } = action;
  // In milliseconds, whatever unit it was written in.
  const workflowExecutionTimeout = action.workflowExecutionTimeout as number | undefined;
  const found = {
    spec: { intervals: spec.intervals?.map(({ every }) => ({ every })) },
    policies: { overlap, catchupWindow },
    action: { type, workflowId, workflowType, taskQueue, workflowExecutionTimeout, staticSummary },
  };
  return isDeepStrictEqual(found, wanted);
}
