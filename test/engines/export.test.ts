import { batchQueueOf, workflowIdOf } from '../../src/contract/workflow';
import { startStack, type Stack } from '../support/stack';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

test('an export goes from POST to a downloaded file', async () => {
  const client = await stack.client();
  const { body } = await client.insert([
    { request: { body: { n: 1 } }, response: { status: 200, body: { ok: true } } },
    { request: { body: { n: 2 } }, response: { status: 429, body: { ok: false } } },
  ]);
  const id = await client.create({ filters: {}, requested_data: ['id', 'request', 'status_code', 'trace_id'] });
  await client.start(id);
  expect(await client.settled(id)).toMatchObject({ status: 'success', total_records: 2, truncated: false });

  const lines = (await client.download(id)).toString('utf8').split('\n');
  expect(lines.pop()).toBe('');
  const ids = body.data.map((log) => log.id).sort();
  expect(lines.map((line) => JSON.parse(line) as { id: string }).sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
    ids.map((logId) => ({
      id: logId,
      request: { n: body.data[0]!.id === logId ? 1 : 2 },
      status_code: body.data[0]!.id === logId ? 200 : 429,
      trace_id: null,
    })),
  );
});

test.each([
  ['a short export', 10, (taskQueue: string) => taskQueue],
  ['one of more than a MiB', 2_000_000, batchQueueOf],
] as const)('the batch of %s is queued where it belongs', async (name, bytes, queueFor) => {
  const client = await stack.client();
  await client.insert([{ request: { body: 'x'.repeat(bytes) }, response: {}, metadata: { traceId: name } }]);
  const id = await client.create({ filters: { trace_id: name }, requested_data: ['id', 'request'] });
  await client.start(id);
  expect(await client.settled(id)).toMatchObject({ status: 'success', progress: { exported: 1 } });

  const { events } = await stack.temporal.workflow.getHandle(workflowIdOf(id)).fetchHistory();
  const scheduled = events!.flatMap((event) => event.activityTaskScheduledEventAttributes ?? []);
  const [batch] = scheduled.filter(({ activityType }) => activityType!.name === 'writeBatch');
  expect(batch!.taskQueue!.name).toBe(queueFor(stack.config.TEMPORAL_TASK_QUEUE));
});
