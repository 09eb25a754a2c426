import { Client, Connection, isGrpcServiceError, ScheduleNotFoundError } from '@temporalio/client';
import type { Config } from '../../config';
import { connectionOptions } from '../../temporal/connect';
import { createQueueReader } from '../../temporal/queue';
import { missingSearchAttributes, scheduleIdsOf, searchAttributesCommand } from '../../temporal/setup';
import { type Check, fail, type Finding, ok, runChecks, warn } from './checks';
import { compareSchedules } from './schedules';

const CONNECT_MS = 10_000;

/** Status codes of gRPC. */
const NOT_FOUND = 5;
const refusals = new Set([7, 16]);

const codeOf = (error: unknown) => (isGrpcServiceError(error) ? Number(error.code) : null);

const remedyFor = (otherwise: string) => (error: unknown) =>
  refusals.has(codeOf(error) ?? -1)
    ? 'Check TEMPORAL_API_KEY or the client certificate, and that it may use this namespace.'
    : otherwise;

export async function examineTemporal(config: Config): Promise<Finding[]> {
  const { TEMPORAL_NAMESPACE: namespace, TEMPORAL_TASK_QUEUE: taskQueue, TEMPORAL_ADDRESS: address } = config;
  const connection = Connection.lazy({ ...connectionOptions(config), connectTimeout: CONNECT_MS });
  const client = new Client({ connection, namespace });
  const checks: Check[] = [
    {
      name: 'connect',
      vital: true,
      remedy: remedyFor('Check TEMPORAL_ADDRESS, the TLS settings, and that its network lets this machine in.'),
      async run() {
        await connection.ensureConnected();
        const askedAt = performance.now();
        const { serverVersion } = await client.workflowService.getSystemInfo({});
        return ok(`${address}, version ${serverVersion}, answers in ${(performance.now() - askedAt).toFixed(1)} ms`);
      },
    },
    {
      name: 'namespace',
      vital: true,
      remedy: (error) =>
        codeOf(error) === NOT_FOUND
          ? `Name another in TEMPORAL_NAMESPACE, or make it: temporal operator namespace create --namespace ${namespace}`
          : remedyFor('Check TEMPORAL_NAMESPACE.')(error),
      async run() {
        await client.workflowService.describeNamespace({ namespace });
        return ok(`${namespace} is there`);
      },
    },
    {
      name: 'search attributes',
      remedy: remedyFor(`Make them: ${searchAttributesCommand(namespace)}`),
      async run() {
        const missing = await missingSearchAttributes(client);
        if (missing.length === 0) return ok('all are there');
        const remedy = `Start a worker, or make them: ${searchAttributesCommand(namespace)}`;
        return fail(`missing, or no keyword: ${missing.join(', ')}. Exports can't start`, remedy);
      },
    },
    ...scheduleIdsOf(taskQueue).map((scheduleId): Check => ({
      name: `schedule ${scheduleId}`,
      remedy: remedyFor('Check that the namespace lets this client read schedules.'),
      async run() {
        const found = await client.schedule
          .getHandle(scheduleId)
          .describe()
          .catch((error: unknown) => {
            if (error instanceof ScheduleNotFoundError) return null;
            throw error;
          });
        if (!found) return warn('is missing', `Start a worker of the task queue ${taskQueue}: it makes the schedule.`);
        if (!found.state.paused) return ok('is there and runs');
        return warn('is paused', `temporal schedule toggle --namespace ${namespace} -s ${scheduleId} --unpause`);
      },
    })),
    {
      name: 'schedules of users',
      remedy: remedyFor('Check that the namespace lets this client list schedules.'),
      run: () => compareSchedules(config, client),
    },
    {
      name: 'workers',
      remedy: remedyFor('Check that the namespace lets this client read task queues.'),
      async run() {
        const { pollers } = await createQueueReader(client, taskQueue)('workflow');
        if (pollers > 0) return ok(`${pollers} at the task queue ${taskQueue}`);
        return warn(
          `none at the task queue ${taskQueue}`,
          'Start one: exports wait until then. Check TEMPORAL_TASK_QUEUE.',
        );
      },
    },
  ];
  try {
    return await runChecks('temporal', checks);
  } finally {
    await connection.close();
  }
}
