/** A bug in the workflow's code, as a deployment may bring along: no export ends by it. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { historyToJson } from '../support/history-json';
import { type FakeWorker, startFakeWorker } from '../support/fake-worker';
import { until } from '../support/waiting';
import { testWorkflowBundle } from '../support/workflow-bundle';

let fake: FakeWorker;
beforeAll(async () => {
  const { code } = await bundleWorkflowCode({
    workflowsPath: path.join(__dirname, '..', '..', 'src', 'workflows'),
    workflowInterceptorModules: [path.join(__dirname, 'bugs', 'type-error')],
    logger: new DefaultLogger('WARN'),
  });
  const codePath = path.join(path.dirname(testWorkflowBundle().codePath), 'workflows-with-a-bug.js');
  writeFileSync(codePath, code);
  fake = await startFakeWorker({ codePath });
});
afterAll(() => fake.stop());

interface Failed {
  workflowTaskFailedEventAttributes?: { failure: { message: string; stackTrace: string } };
}

test('an export waits, with the cause in its history, until a version without the bug ends it', async () => {
  const { calls, handle, closed } = await fake.start();
  const failures = async () => {
    const { events } = historyToJson(await handle.fetchHistory()) as { events: Failed[] };
    return events.flatMap((event) => event.workflowTaskFailedEventAttributes?.failure ?? []);
  };
  await until(async () => (await failures()).length > 0);
  // Temporal tries again, and may record a second failure by the time that it is asked.
  expect((await failures())[0]).toMatchObject({
    message: 'undefined is not a function',
    stackTrace: expect.stringMatching(/TypeError: undefined is not a function\n +at .+type-error/) as string,
  });
  expect((await handle.describe()).status.name).toBe('RUNNING');
  expect(calls).not.toContainEqual(expect.stringContaining('finish'));

  await fake.deploy(testWorkflowBundle());
  expect(await closed()).toBe('COMPLETED');
  expect(calls.filter((call) => !call.startsWith('writeBatch'))).toEqual(['plan', 'composeFile', 'finish success']);
});
