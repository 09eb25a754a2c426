/** A worker is killed at each point between the end of an export and its event: every end is told, under one id. */
import { Webhook } from 'standardwebhooks';
import type { WebhookAnswer } from '../../src/contract/webhooks';
import { type MongoProxy, startMongoProxy } from '../support/mongo-proxy';
import { type ServiceProcess, startWorkerProcess } from '../support/processes';
import { type Receiver, startReceiver } from '../support/receiver';
import { startStack, type Stack } from '../support/stack';
import { until } from '../support/waiting';

let receiver: Receiver;
let proxy: MongoProxy;
let stack: Stack;
const workers: ServiceProcess[] = [];
beforeAll(async () => {
  [receiver, proxy] = await Promise.all([startReceiver(), startMongoProxy()]);
  stack = await startStack({ worker: false, variables: { WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' } });
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  await stack.stop();
  await Promise.all([receiver.stop(), proxy.stop()]);
});

async function addWorker(url: string): Promise<ServiceProcess> {
  const worker = await startWorkerProcess(stack.config, {
    MONGO_DB_CONNECTION_URL: url,
    WEBHOOK_SECRET_KEYS: stack.config.WEBHOOK_SECRET_KEYS!.map((key) => key.toString('base64')).join(','),
    WEBHOOK_ALLOWED_HOSTS: '127.0.0.1',
  });
  workers.push(worker);
  return worker;
}

/** The commands after which the worker dies: each is never passed on. */
const points: readonly ((command: Record<string, unknown>, text: string) => boolean)[] = [
  // Before the export ends: nothing may be told of that.
  (command, text) => command.findAndModify === 'exports' && text.includes('export.succeeded'),
  (command) => command.insert === 'audit',
  (command) => command.insert === 'webhook_deliveries',
  // After the event was handed over.
  (command, text) => command.update === 'exports' && text.includes('$pull'),
];

interface Event {
  type: string;
  data: { id: string; status: string };
}

test('each end arrives, under one id, and nothing is told before it', async () => {
  const client = await stack.client();
  const body = { url: receiver.url(), events: ['export.succeeded', 'export.failed', 'export.stopped'] };
  const { secret } = (await client.send<WebhookAnswer & { secret: string }>('POST', '/v1/webhooks', body)).body;
  const ids = await Promise.all(points.map(() => client.create({ filters: {}, requested_data: ['id'] })));
  const held = new Set<string>();
  proxy.meddle(({ command, answer }) => {
    const text = JSON.stringify(command);
    const at = answer ? -1 : ids.findIndex((id, index) => text.includes(id) && points[index]!(command, text));
    if (at < 0) return undefined;
    held.add(ids[at]!);
    return new Promise(() => undefined);
  });
  const worker = await addWorker(proxy.url);
  for (const id of ids) await client.start(id);
  await until(() => held.size === ids.length);
  process.kill(worker.pid, 'SIGKILL');
  await worker.ended;
  const events = () =>
    receiver.received.map(({ body: sent, headers }) => ({
      id: headers['webhook-id'],
      ...(new Webhook(secret).verify(sent, headers as Record<string, string>) as Event),
    }));
  expect(events().filter(({ data }) => data.id !== ids.at(-1))).toEqual([]);

  await addWorker(process.env.MONGO_DB_CONNECTION_URL!);
  await until(() => new Set(events().map(({ data }) => data.id)).size === ids.length);
  const outboxes = stack.mongo.db(stack.config.MONGO_DATABASE).collection('exports');
  await until(async () => (await outboxes.countDocuments({ 'outbox.0': { $exists: true } })) === 0);
  expect(new Set(events().map(({ id }) => id)).size).toBe(ids.length);
  for (const { type, data } of events()) {
    expect({ type, status: data.status }).toEqual({ type: 'export.succeeded', status: 'success' });
    expect(await client.read(data.id)).toMatchObject({ status: 'success' });
  }
});
