import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { version } from '../../src/process/version';
import { historyFromJson } from '../support/history-json';
import { forbiddenIn } from '../support/history-texts';
import { testWorkflowBundle } from '../support/workflow-bundle';
import { scenarios, SECRETS } from './scenarios';

Runtime.install({ logger: new DefaultLogger('ERROR') });

const folder = path.join(__dirname, 'histories');
const recordings = readdirSync(folder).flatMap((release) =>
  readdirSync(path.join(folder, release)).map((file) => {
    const history = JSON.parse(readFileSync(path.join(folder, release, file), 'utf8')) as {
      events: { eventType: string }[];
    };
    return { release, name: path.parse(file).name, history };
  }),
);

test('every way an export can go is recorded of the current version', () => {
  const current = recordings.filter(({ release }) => release === version).map(({ name }) => name);
  expect(current.sort()).toEqual(Object.keys(scenarios).sort());
});

test.each(recordings)('$release: $name is replayed by the current workflows', async ({ name, history }) => {
  const results = Worker.runReplayHistories({ workflowBundle: testWorkflowBundle() }, [
    { workflowId: `logs-export-${name}`, history: historyFromJson(history) },
  ]);
  const errors: unknown[] = [];
  for await (const { error } of results) errors.push(error);
  expect(errors).toEqual([undefined]);
});

test.each(recordings)('$release: $name holds no log, no key and no signed URL', ({ history }) => {
  expect(forbiddenIn(history, SECRETS)).toEqual([]);
  expect(history.events.length).toBeGreaterThan(5);
});

test('a history that another workflow would have made is told apart', async () => {
  const { history } = recordings.find(({ name }) => name === 'success')!;
  const other = JSON.parse(JSON.stringify(history).replaceAll('"composeFile"', '"zipFile"')) as unknown;
  const results = Worker.runReplayHistories({ workflowBundle: testWorkflowBundle() }, [
    { workflowId: 'other', history: historyFromJson(other) },
  ]);
  const errors: unknown[] = [];
  for await (const { error } of results) errors.push(error);
  expect(errors).toEqual([expect.objectContaining({ name: 'DeterminismViolationError' })]);
});
