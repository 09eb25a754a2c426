import { runExport } from '../support/whole-export';
import { startStack, type Stack } from '../support/stack';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

test('where no endpoint for traces is set, a workflow gets no header, and nothing of the SDK is loaded', async () => {
  const { id, status } = await runExport(await stack.client());
  expect(status).toBe('success');
  const { events } = await stack.temporal.workflow.getHandle(`logs-export-${id}`).fetchHistory();
  const headers = events!.flatMap(
    ({ workflowExecutionStartedEventAttributes, activityTaskScheduledEventAttributes }) => [
      workflowExecutionStartedEventAttributes?.header?.fields ?? {},
      activityTaskScheduledEventAttributes?.header?.fields ?? {},
    ],
  );
  expect(headers.every((fields) => Object.keys(fields).length === 0)).toBe(true);
});
