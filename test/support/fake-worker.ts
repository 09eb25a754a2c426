import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import type { Activities } from '../../src/activities';
import { loadConfig } from '../../src/config';
import type { FinishInput, Outcome, RunRef, WriteBatchInput } from '../../src/contract/workflow';
import { createRuns } from '../../src/temporal/runs';
import { createWorkers } from '../../src/temporal/workers';
import { testWorkflowBundle } from './workflow-bundle';

Runtime.install({ logger: new DefaultLogger('ERROR') });

type Fakes = Partial<
  Pick<Activities, 'plan' | 'writeBatch' | 'composeFile' | 'discardParts' | 'discardLeftovers' | 'finish'>
>;

export interface FakeRunOptions {
  batches?: number;
  batchesAtOnce?: number;
  retryBudgetSeconds?: number;
}

export const ROWS = 10;
export const BYTES = 100;
export const file = { name: 'f.jsonl', bytes: 1, crc32c: 'AAAAAA==', version: '1' };

/** Waits, with heartbeats, until the workflow cancels this activity. */
export async function untilCancelled(): Promise<never> {
  const context = Context.current();
  const heartbeat = setInterval(() => context.heartbeat(), 100);
  return context.cancelled.finally(() => clearInterval(heartbeat));
}

/** Activities that do nothing, well: what a test does not give is done by these. */
function wellBehaved(batches: number) {
  const written = new Set<number>();
  const indexes = Array.from({ length: batches }, (_, index) => index);
  return {
    plan: async (_: RunRef) => {
      const todo = indexes.filter((index) => !written.has(index));
      const [exported, bytes] = [written.size * ROWS, written.size * BYTES];
      return Promise.resolve({ total: batches * ROWS, batches, todo, exported, bytes, isShort: false });
    },
    writeBatch: async ({ index }: WriteBatchInput) => {
      written.add(index);
      return Promise.resolve({ rows: ROWS, bytes: BYTES });
    },
    composeFile: async (_: RunRef) => Promise.resolve(file),
    discardParts: async (_: RunRef) => Promise.resolve(),
    discardLeftovers: async (_: RunRef) => Promise.resolve(),
    finish: async (_: FinishInput) => Promise.resolve(),
  };
}

/** A worker with the real workflows, by default, whose activities are those that each run brings along. */
export async function startFakeWorker(workflowBundle = testWorkflowBundle()) {
  const address = process.env.TEMPORAL_ADDRESS!;
  const taskQueue = `fake-${randomUUID()}`;
  const connection = await NativeConnection.connect({ address });
  const client = new Client({ connection: await Connection.connect({ address }) });
  const fakes = new Map<string, { activities: Required<Fakes>; calls: string[] }>();

  const dispatch =
    <Name extends keyof Fakes>(name: Name) =>
    async (input: RunRef) => {
      const { activities, calls } = fakes.get(input.exportId)!;
      const detail = 'index' in input ? ` ${String(input.index)}` : '';
      const outcome = 'outcome' in input ? ` ${(input.outcome as Outcome).status}` : '';
      calls.push(`${name}${detail}${outcome}`);
      return (activities[name] as (input: RunRef) => Promise<unknown>)(input);
    };
  const names = ['plan', 'writeBatch', 'composeFile', 'discardParts', 'discardLeftovers', 'finish'] as const;

  const poll = async (workflows: { codePath: string }) => {
    const workers = await createWorkers({
      connection,
      taskQueue,
      workflowBundle: workflows,
      batchesAtOnce: 8,
      activities: Object.fromEntries(names.map((name) => [name, dispatch(name)])),
      maxHeartbeatThrottleInterval: '100ms',
    });
    const running = workers.run();
    return async () => {
      workers.shutdown();
      await running;
    };
  };
  let stopPolling = await poll(workflowBundle);

  return {
    client,
    /** Starts an export's workflow as the API does. `calls`: the tries of activities, in order. */
    async start(given: Fakes = {}, { batches = 3, batchesAtOnce = 2, retryBudgetSeconds = 1 }: FakeRunOptions = {}) {
      const exportId = randomUUID();
      const calls: string[] = [];
      fakes.set(exportId, { activities: { ...wellBehaved(batches), ...given }, calls });
      const runs = createRuns(
        client,
        loadConfig({
          ...process.env,
          MONGO_DATABASE: 'none',
          TEMPORAL_TASK_QUEUE: taskQueue,
          EXPORT_BATCHES_AT_ONCE: String(batchesAtOnce),
          EXPORT_RETRY_BUDGET_SECONDS: String(retryBudgetSeconds),
        }),
      );
      const record = {
        ...{ _id: exportId, run: randomUUID(), organisation_id: 'acme', workspace_id: 'main' },
        ...{ format: 'jsonl', attempt: 1, started_by: 'key-1' },
      } as Parameters<typeof runs.start>[0];
      await runs.start(record);
      const handle = client.workflow.getHandle(`logs-export-${exportId}`);
      /** How the workflow closed, as Temporal calls it. */
      const closed = async () => {
        await handle.result().catch(() => undefined);
        return (await handle.describe()).status.name;
      };
      return { exportId, record, runs, handle, calls, closed };
    },
    /** Puts another version of the workflows in place of this one. */
    async deploy(workflows: { codePath: string }) {
      await stopPolling();
      stopPolling = await poll(workflows);
    },
    async stop() {
      await stopPolling();
      await connection.close();
      await client.connection.close();
    },
  };
}
export type FakeWorker = Awaited<ReturnType<typeof startFakeWorker>>;
