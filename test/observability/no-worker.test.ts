import { COLUMNS } from '../support/log-documents';
import { startStack, type Stack } from '../support/stack';
import { until } from '../support/waiting';
import { scrape } from './support/exposition';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ worker: false });
});
afterAll(() => stack.stop());

test('without a worker the API tells that nobody polls, what waits in the queue, and which export does', async () => {
  const client = await stack.client();
  const before = await scrape(stack.url);
  expect(before.value('logs_export_queue_pollers', { kind: 'workflow' })).toBe(0);
  expect(before.value('logs_export_exports_running')).toBe(0);

  const id = await client.create({ filters: {}, requested_data: COLUMNS });
  await client.start(id);
  const kind = 'workflow';
  await until(async () => (await scrape(stack.url)).value('logs_export_queue_backlog_tasks', { kind }) === 1);
  await until(async () => (await scrape(stack.url)).value('logs_export_queue_backlog_age_seconds', { kind })! > 0);
  const waiting = await scrape(stack.url);
  expect(waiting.value('logs_export_queue_pollers', { kind })).toBe(0);
  expect(waiting.value('logs_export_exports_running')).toBe(1);
  expect(waiting.value('logs_export_exports_oldest_running_seconds')).toBeGreaterThan(0);
});
