import { workflowIdOf } from '../../src/contract/workflow';
import { type ApiClient, createClient } from '../support/client';
import { insertLogs, logDocuments } from '../support/log-documents';
import { type ServiceProcess, startApiProcess } from '../support/processes';
import { recordsIn } from '../support/records';
import { startStack, type Stack } from '../support/stack';
import { until } from '../support/waiting';

const LIMIT = 5;
let stack: Stack;
let other: ServiceProcess & { url: string };
beforeAll(async () => {
  const variables = {
    ...{ EXPORT_RUNS_PER_ORGANISATION: String(LIMIT), EXPORT_BATCH_LOGS: '1', WORKER_BATCHES_AT_ONCE: '1' },
  };
  stack = await startStack({ worker: false, variables });
  other = await startApiProcess(stack.config, variables);
  await insertLogs(stack, logDocuments(10));
});
afterAll(async () => {
  await other.stop();
  await stack.stop();
});

const drafts = (client: ApiClient, count: number) =>
  Promise.all(Array.from({ length: count }, () => client.create({ filters: {}, requested_data: ['id'] })));
const runningOf = (organisation: string) =>
  recordsIn(stack).find({ organisation_id: organisation, status: 'in_progress' }).toArray();
const hasWorkflow = (id: string) =>
  stack.temporal.workflow
    .getHandle(workflowIdOf(id))
    .describe()
    .then(
      () => true,
      () => false,
    );

test('fifty starts at once, at two API processes, with five places: five run, the others are refused and untouched', async () => {
  const client = await stack.client({ organisation: 'crowd' });
  const clients = [client, createClient(other.url, client.key)];
  const ids = await drafts(client, 50);
  const before = new Map(
    (
      await recordsIn(stack)
        .find({ _id: { $in: ids } })
        .toArray()
    ).map((it) => [it._id, it]),
  );

  const answers = await Promise.all(ids.map((id, index) => clients[index % 2]!.start(id)));
  const started = ids.filter((_, index) => answers[index]!.status === 200);
  expect(started).toHaveLength(LIMIT);
  for (const [index, id] of ids.entries()) {
    if (started.includes(id)) continue;
    expect(answers[index]).toMatchObject({
      status: 429,
      body: {
        error: {
          ...{ code: 'too_many_running', type: 'rate_limit_error', param: null },
          message:
            '5 exports of your organisation are running, as many as may run at once. Start this one when one of them has ended.',
        },
      },
    });
    expect(Number(answers[index]!.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await recordsIn(stack).findOne({ _id: id })).toEqual(before.get(id));
    expect(await hasWorkflow(id)).toBe(false);
  }
  expect((await runningOf('crowd')).map(({ _id }) => _id).sort()).toEqual([...started].sort());
  for (const id of started) expect(await hasWorkflow(id)).toBe(true);
});

test('who started already is answered as before; another organisation is not held up', async () => {
  const client = await stack.client({ organisation: 'crowd' });
  const [running] = await runningOf('crowd');
  expect(await client.start(running!._id)).toMatchObject({ status: 200, body: { message: 'The export is started.' } });

  const neighbour = await stack.client({ organisation: 'neighbour' });
  const [id] = await drafts(neighbour, 1);
  expect((await neighbour.start(id!)).status).toBe(200);
});

test('every place that an ended export leaves is taken again, once', async () => {
  const client = await stack.client({ organisation: 'crowd' });
  const ended = (await runningOf('crowd')).slice(0, 2);
  const worker = await stack.startWorker();
  for (const { _id } of ended) await client.settled(_id);
  // The others may end just as well: what holds is that never more than so many run, and that all get their turn.
  const ids = await drafts(client, 7);
  const waiting = new Set(ids);
  while (waiting.size > 0) {
    const batch = [...waiting];
    const answers = await Promise.all(batch.map((id) => client.start(id)));
    expect((await runningOf('crowd')).length).toBeLessThanOrEqual(LIMIT);
    batch.forEach((id, index) => answers[index]!.status === 200 && waiting.delete(id));
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  for (const id of ids) expect((await client.settled(id)).status).toBe('success');
  expect(
    await recordsIn(stack).countDocuments({ organisation_id: 'crowd', slot: { $ne: null }, status: 'success' }),
  ).toBe(0);
  await worker.stop();
});

test('an organisation that comes late does not wait for all that another has started: fairness', async () => {
  const busy = await stack.client({ organisation: 'acme' });
  const late = await stack.client({ organisation: 'acme-neighbour' });
  const many = await drafts(busy, LIMIT);
  const [one] = await drafts(late, 1);
  for (const id of many) await busy.start(id);
  const worker = await stack.startWorker();
  await until(
    async () => (await recordsIn(stack).countDocuments({ organisation_id: 'acme', exported: { $gt: 0 } })) > 0,
  );
  await late.start(one!);
  expect((await late.settled(one!)).status).toBe('success');
  expect((await runningOf('acme')).length).toBeGreaterThan(LIMIT / 2);
  for (const id of many) expect((await busy.settled(id)).status).toBe('success');
  await worker.stop();
});
