import { randomUUID } from 'node:crypto';
import { workflowIdOf } from '../../src/contract/workflow';
import { statuses, type Status } from '../../src/model/statuses';
import type { ExportRecord } from '../../src/stores/export-record';
import { openTestBucket } from '../support/bucket';
import type { ApiClient } from '../support/client';
import { recordsIn } from '../support/records';
import { expectRefusal } from '../support/refusals';
import { startStack, type Stack } from '../support/stack';

let stack: Stack;
let client: ApiClient;
beforeAll(async () => {
  stack = await startStack({ worker: false });
  client = await stack.client();
});
afterAll(() => stack.stop());

const file = { name: 'logs-export-x.jsonl', bytes: 0, crc32c: 'AAAAAA==', version: '1' };

/** An export that is in this status, as if it had come there by itself. */
async function exportIn(status: Status): Promise<string> {
  const id = await client.create({ filters: {}, requested_data: ['id'] });
  if (status === 'in_progress') await client.start(id);
  if (status === 'draft' || status === 'in_progress') return id;
  const now = new Date();
  const ended = { run: randomUUID(), attempt: 1, started_at: now, last_updated_at: now, completed_at: now };
  const facts: Partial<ExportRecord> = { status, ...ended };
  if (status === 'success') facts.file = file;
  await recordsIn(stack).updateOne({ _id: id }, { $set: facts });
  return id;
}

const requests: Record<string, (id: string) => ReturnType<ApiClient['send']>> = {
  start: (id) => client.start(id),
  cancel: (id) => client.cancel(id),
  update: (id) => client.send('PUT', `/v1/logs/exports/${id}`, { description: 'other' }),
  delete: (id) => client.send('DELETE', `/v1/logs/exports/${id}`),
  download: (id) => client.send('GET', `/v1/logs/exports/${id}/download`),
};

const started = { message: 'The export is started.', object: 'export' };
const stopped = { message: 'The export is stopped.', object: 'export' };
const deleted = { message: 'The export and its file are deleted.', object: 'export' };
const link = { signed_url: expect.any(String) as string };
const changed = { object: 'export', total: 0 };

/** The answer of each move from each status, or why not and what can be done instead. */
const table: Record<string, Record<Status, object | RegExp>> = {
  start: {
    draft: started,
    in_progress: started,
    success: /status is success: it can't be started\. Download it or delete it, or create a new export/,
    failure: started,
    stopped: started,
  },
  cancel: {
    draft: stopped,
    in_progress: { object: 'export', message: 'The export is being stopped.' },
    success: /status is success: it can't be cancelled\. Download it or delete it/,
    failure: /status is failure: it can't be cancelled\. Start it again, edit it or delete it/,
    stopped,
  },
  update: {
    draft: changed,
    in_progress: /status is in_progress: it can't be updated\. Wait for it to end, or cancel it/,
    success: /status is success: it can't be updated\. Download it or delete it/,
    failure: changed,
    stopped: changed,
  },
  delete: {
    draft: deleted,
    in_progress: /status is in_progress: it can't be deleted\. Wait for it to end, or cancel it/,
    success: deleted,
    failure: deleted,
    stopped: deleted,
  },
  download: {
    draft: /status is draft: it can't be downloaded\. Start it/,
    in_progress: /status is in_progress: it can't be downloaded\. Wait for it to end/,
    success: link,
    failure: /status is failure: it can't be downloaded\. Start it again/,
    stopped: /status is stopped: it can't be downloaded\. Start it again/,
  },
};
const after: Record<string, Partial<Record<Status, Status>>> = {
  start: { draft: 'in_progress', failure: 'in_progress', stopped: 'in_progress' },
  cancel: { draft: 'stopped' },
};

const cases = Object.entries(table).flatMap(([move, answers]) =>
  statuses.map((status) => ({ move, status, wanted: answers[status] })),
);
test.each(cases)('$move from $status', async ({ move, status, wanted }) => {
  const id = await exportIn(status);
  const before = await recordsIn(stack).findOne({ _id: id });
  const answer = await requests[move]!(id);
  const record = await recordsIn(stack).findOne({ _id: id });
  if (wanted instanceof RegExp) {
    expectRefusal(answer, { status: 409, code: 'wrong_status', says: wanted });
    expect(record).toEqual(before);
  } else {
    expect(answer).toMatchObject({ status: 200, body: wanted });
    expect(record?.status).toBe(move === 'delete' ? undefined : (after[move]?.[status] ?? status));
  }
});

test('many starts at once start one run', async () => {
  const id = await exportIn('draft');
  const answers = await Promise.all(Array.from({ length: 6 }, () => client.start(id)));
  expect(answers.map(({ status, body }) => ({ status, body }))).toEqual(Array(6).fill({ status: 200, body: started }));
  expect(await client.read(id)).toMatchObject({ status: 'in_progress', attempt: 1 });
  const record = await recordsIn(stack).findOne({ _id: id });
  const { memo } = await stack.temporal.workflow.getHandle(workflowIdOf(id)).describe();
  expect(memo?.run).toBe(record?.run);
});

test.each(['failure', 'stopped'] as const)(
  'an update of a %s export drops the parts written so far',
  async (status) => {
    const id = await exportIn(status);
    const plan = { digest: 'd', fetching: { wholeLogs: false, rowBytes: 0 }, batches: [] };
    const parts = { exported: 3, bytes: 12, plan, data_cutoff_at: new Date() };
    await recordsIn(stack).updateOne({ _id: id }, { $set: { ...parts, description: 'old' } });
    const bucket = openTestBucket(stack.config);
    const folder = `acme/main/${id}/`;
    await bucket.write(`${folder}parts/d/000000.jsonl`, '');

    const change = { filters: { status_code: 200 }, requested_data: ['id', 'cost'], description: 'new' };
    expect(await client.send('PUT', `/v1/logs/exports/${id}`, change)).toMatchObject({ status: 200 });
    expect(await bucket.names(folder)).toEqual([]);
    expect(await recordsIn(stack).findOne({ _id: id })).toMatchObject({ plan: null, exported: 0, bytes: 0 });
    const { filters, requested_data, description, progress } = await client.read(id);
    expect({ filters, requested_data, description }).toEqual(change);
    expect(progress).toEqual({ exported: 0, total: 0, bytes: 0 });
  },
);

test('an update changes what it names and keeps the rest', async () => {
  const id = await client.create({ filters: { cost_min: 1 }, requested_data: ['id'], description: 'note' });
  await client.send('PUT', `/v1/logs/exports/${id}`, { requested_data: ['cost'] });
  const { filters, requested_data, description } = await client.read(id);
  expect({ filters, requested_data, description }).toEqual({
    filters: { cost_min: 1 },
    requested_data: ['cost'],
    description: 'note',
  });
});

test('a cancelled run ends as stopped, and can be started again to success', async () => {
  const id = await client.create({ filters: {}, requested_data: ['id'] });
  await client.start(id);
  expect(await client.cancel(id)).toMatchObject({ status: 200, body: { object: 'export' } });
  const worker = await stack.startWorker();
  expect(await client.settled(id)).toMatchObject({ status: 'stopped', error: null, file: null });
  expect(await client.start(id)).toMatchObject({ status: 200, body: started });
  expect(await client.settled(id)).toMatchObject({ status: 'success', attempt: 2 });
  await worker.stop();

  const { body } = await client.send<{ data: object[] }>('GET', `/v1/logs/exports/${id}/history`);
  expect(body.data).toMatchObject([
    { action: 'export.create', attempt: null },
    { action: 'export.start', attempt: 1 },
    { action: 'export.cancel', attempt: 1 },
    { action: 'export.stopped', attempt: 1 },
    { action: 'export.start', attempt: 2 },
    { action: 'export.succeeded', attempt: 2 },
  ]);
});
