import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { version } from '../../src/process/version';
import { historyFromJson } from '../support/history-json';
import { forbiddenIn } from '../support/history-texts';
import { testWorkflowBundle } from '../support/workflow-bundle';
import { readHistories } from './recordings';
import { scenarios, SECRETS } from './scenarios';

Runtime.install({ logger: new DefaultLogger('ERROR') });

const recordings = readHistories();

async function replayErrors(workflowId: string, history: unknown): Promise<unknown[]> {
  const results = Worker.runReplayHistories({ workflowBundle: testWorkflowBundle() }, [
    { workflowId, history: historyFromJson(history) },
  ]);
  const errors: unknown[] = [];
  for await (const { error } of results) errors.push(error);
  return errors;
}

test('every way an export can go is recorded of the current version', () => {
  const current = recordings.filter(({ release }) => release === version).map(({ name }) => name);
  expect(current.sort()).toEqual(Object.keys(scenarios).sort());
});

test.each(recordings)('$release: $name is replayed by the current workflows', async ({ name, history }) => {
  expect(await replayErrors(`logs-export-${name}`, history)).toEqual([undefined]);
});

test.each(recordings)('$release: $name holds no log, no key and no signed URL', ({ history }) => {
  expect(forbiddenIn(history, SECRETS)).toEqual([]);
  expect(history.events.length).toBeGreaterThan(5);
});

test('a history that another workflow would have made is told apart', async () => {
  const { history } = recordings.find(({ name }) => name === 'success')!;
  const other = JSON.parse(JSON.stringify(history).replaceAll('"composeFile"', '"zipFile"')) as unknown;
  expect(await replayErrors('other', other)).toEqual([expect.objectContaining({ name: 'DeterminismViolationError' })]);
});
