/** Events reach their webhooks: signed, once at least, under one id, and none for what did not happen. */
import type { ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';
import type { DeliveryAnswer, WebhookAnswer } from '../../src/contract/webhooks';
import type { ApiClient } from '../support/client';
import { type Receiver, startReceiver } from '../support/receiver';
import { startStack, type Stack } from '../support/stack';
import { until } from '../support/waiting';
import { faultsOf } from '../support/webhook-schemas';

let receiver: Receiver;
let stack: Stack;
let client: ApiClient;
beforeAll(async () => {
  receiver = await startReceiver();
  stack = await startStack({ variables: { WEBHOOK_ALLOWED_HOSTS: '127.0.0.0/8' } });
  client = await stack.client();
});
afterAll(async () => {
  await stack.stop();
  await receiver.stop();
});
afterEach(() => {
  for (const { body } of receiver.received) {
    const { type } = JSON.parse(body) as { type: string };
    expect([type, faultsOf(type, JSON.parse(body))]).toEqual([type, []]);
  }
});

/** So many tries a worker sends at once. */
const SLOTS = 50;

type Created = WebhookAnswer & { secret: string };
const all = ['export.succeeded', 'export.failed', 'export.stopped', 'export.expired'];

async function webhookAt(path: string, { events = all, by = client }: { events?: string[]; by?: ApiClient } = {}) {
  const { status, body } = await by.send<Created>('POST', '/v1/webhooks', { url: receiver.url(path), events });
  expect(status).toBe(200);
  return body;
}
const deliveriesOf = async (id: string) =>
  (await client.send<{ data: DeliveryAnswer[] }>('GET', `/v1/webhooks/${id}/deliveries`)).body.data;
async function delivered(id: string, count = 1): Promise<DeliveryAnswer[]> {
  await until(async () => (await deliveriesOf(id)).filter(({ tries }) => tries.length > 0).length >= count);
  return deliveriesOf(id);
}
async function exported(by = client): Promise<string> {
  const id = await by.create({ filters: {}, requested_data: ['id'] });
  await by.start(id);
  await by.settled(id);
  return id;
}
const forget = (id: string) => client.send('DELETE', `/v1/webhooks/${id}`);

test('an export that succeeds is told, signed, to who asked for it, and to nobody else', async () => {
  const [told, whole] = [await webhookAt('/told'), await stack.client({ workspace: null })];
  const ofAll = await webhookAt('/all-workspaces', { by: whole });
  const others = [
    await webhookAt('/other-events', { events: ['export.expired'] }),
    await webhookAt('/other-workspace', { by: await stack.client({ workspace: 'side' }) }),
    await webhookAt('/other-organisation', { by: await stack.client({ organisation: 'rival' }) }),
  ];
  const id = await exported();
  const [delivery] = await delivered(told.id);
  await receiver.until('/all-workspaces');

  const [request] = receiver.at('/told');
  const body = new Webhook(told.secret).verify(request!.body, request!.headers as Record<string, string>) as {
    timestamp: string;
  };
  const { completed_at } = await client.read(id);
  // The file is complete before the record says so.
  expect(body.timestamp > completed_at!).toBe(true);
  expect(body).toEqual({
    type: 'export.succeeded',
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
    data: {
      ...{ id, object: 'export', organisation_id: 'acme', workspace_id: 'main', status: 'success', completed_at },
      ...{
        total_records: 0,
        total_records_is_minimum: false,
        progress: { exported: 0, total: 0, bytes: 0 },
        truncated: false,
      },
      ...{ error: null, error_code: null, attempt: 1, schedule_id: null, window: null, revision: null },
    },
  });
  expect(delivery).toMatchObject({
    ...{ id: request!.headers['webhook-id'], status: 'delivered', type: 'export.succeeded', body: request!.body },
    tries: [{ status_code: 200, answer: 'taken', error: null }],
  });
  const history = await stack.temporal.workflow.getHandle(`webhook-${delivery!.id}`).fetchHistory();
  const text = JSON.stringify(history, (_key, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString() : value,
  );
  expect(text).toContain(delivery!.id);
  for (const hidden of [told.secret, id, receiver.url('/told')]) expect(text).not.toContain(hidden);
  for (const path of ['/other-events', '/other-workspace', '/other-organisation'])
    expect(receiver.at(path)).toEqual([]);
  await Promise.all([told, ...others].map((webhook) => forget(webhook.id)));
  await whole.send('DELETE', `/v1/webhooks/${ofAll.id}`);
});

test('what is refused is tried again under the same id, at once where someone asks for a replay', async () => {
  receiver.answer((_, response) => void response.writeHead(500).end('not now'));
  const webhook = await webhookAt('/refuses');
  await exported();
  const [failing] = await delivered(webhook.id);
  expect(failing).toMatchObject({ status: 'pending', next_try_at: expect.any(String) as string });
  const { body: seen } = await client.send<WebhookAnswer>('GET', `/v1/webhooks/${webhook.id}`);
  expect(seen.failing_since).toBe(failing!.tries[0]!.at);

  // Without being asked, 5 s later; asked, at once.
  await receiver.until('/refuses', 2);
  receiver.answer((_, response) => void response.end());
  const replay = `/v1/webhooks/${webhook.id}/deliveries/${failing!.id}/replay`;
  expect((await client.send('POST', replay)).status).toBe(200);
  await until(async () => (await deliveriesOf(webhook.id))[0]!.status === 'delivered');
  // One that was taken is sent again, too.
  expect((await client.send('POST', replay)).status).toBe(200);
  await receiver.until('/refuses', 4);
  expect(new Set(receiver.at('/refuses').map(({ headers }) => headers['webhook-id']))).toEqual(new Set([failing!.id]));
  expect(new Set(receiver.at('/refuses').map(({ body }) => body)).size).toBe(1);
  await forget(webhook.id);
});

test('a replay that is asked for while a try is under way is sent after it, refused or taken', async () => {
  let webhook: Created | undefined = undefined;
  const replayed: number[] = [];
  const replay = async () => {
    const [{ id }] = (await deliveriesOf(webhook!.id)) as [DeliveryAnswer];
    const { status } = await client.send('POST', `/v1/webhooks/${webhook!.id}/deliveries/${id}/replay`);
    replayed.push(status);
  };
  // By itself, the second would come a day later, and the third never.
  const answers = [500, 200, 200];
  receiver.answer(async (_, response) => {
    const status = answers[replayed.length]!;
    if (replayed.length < 2) await replay();
    response.writeHead(status, { 'retry-after': '86400' }).end();
  });
  webhook = await webhookAt('/replayed');
  await exported();
  await receiver.until('/replayed', 3);
  const [{ id }] = (await deliveriesOf(webhook.id)) as [DeliveryAnswer];
  await stack.temporal.workflow.getHandle(`webhook-${id}`).result();
  expect(replayed).toEqual([200, 200]);
  const [{ tries }] = (await deliveriesOf(webhook.id)) as [DeliveryAnswer];
  expect(tries.map(({ status_code }) => status_code)).toEqual([500, 200, 200]);
  await forget(webhook.id);
});

test('410 disables it: its owner sees why, the audit trail too, and nothing more is sent until it is enabled', async () => {
  receiver.answer((_, response) => void response.writeHead(410).end());
  const webhook = await webhookAt('/gone');
  await exported();
  const [refused] = await delivered(webhook.id);
  const { body: disabled } = await client.send<WebhookAnswer>('GET', `/v1/webhooks/${webhook.id}`);
  expect(disabled).toMatchObject({ enabled: false, disabled_reason: 'The receiver answered 410 Gone.' });
  const audit = await client.send<{ data: unknown[] }>('GET', `/v1/audit?target_id=${webhook.id}`);
  expect(audit.body.data[0]).toMatchObject({ action: 'webhook.disabled', key_id: null, result: 'ok' });
  const replay = await client.send('POST', `/v1/webhooks/${webhook.id}/deliveries/${refused!.id}/replay`);
  expect(replay.status).toBe(409);

  await exported();
  expect(await deliveriesOf(webhook.id)).toHaveLength(1);
  const enabled = await client.send<WebhookAnswer>('PUT', `/v1/webhooks/${webhook.id}`, { enabled: true });
  expect(enabled.body).toMatchObject({ enabled: true, disabled_at: null, disabled_reason: null, failing_since: null });
  receiver.answer((_, response) => void response.end());
  await exported();
  await until(async () => (await deliveriesOf(webhook.id))[0]!.status === 'delivered');
  await forget(webhook.id);
});

test('each run of an export is told once, under an id of its own', async () => {
  receiver.answer((_, response) => void response.end());
  const webhook = await webhookAt('/runs');
  const id = await client.create({ filters: {}, requested_data: ['id'] });
  const exports = stack.mongo.db(stack.config.MONGO_DATABASE).collection<{ _id: string }>('exports');
  await client.start(id);
  await client.settled(id);
  await exports.updateOne({ _id: id }, { $set: { status: 'failure' } });
  await client.start(id);
  await client.settled(id);
  await receiver.until('/runs', 2);
  const attempts = receiver
    .at('/runs')
    .map(({ body }) => (JSON.parse(body) as { data: { attempt: number } }).data.attempt);
  expect(attempts.sort()).toEqual([1, 2]);
  expect(new Set(receiver.at('/runs').map(({ headers }) => headers['webhook-id'])).size).toBe(2);
  await forget(webhook.id);
});

test('a test event is sent once, whatever it is answered', async () => {
  receiver.answer((_, response) => void response.writeHead(500).end());
  const webhook = await webhookAt('/tested');
  const { body: asked } = await client.send<DeliveryAnswer>('POST', `/v1/webhooks/${webhook.id}/test`);
  expect(asked).toMatchObject({ type: 'webhook.test', status: 'pending', tries: [] });
  const [tested] = await delivered(webhook.id);
  expect(tested).toMatchObject({ id: asked.id, status: 'failed', next_try_at: null, tries: [{ status_code: 500 }] });
  const [request] = receiver.at('/tested');
  const body = new Webhook(webhook.secret).verify(request!.body, request!.headers as Record<string, string>);
  expect(body).toEqual({
    type: 'webhook.test',
    timestamp: expect.any(String) as string,
    data: { id: webhook.id, object: 'webhook' },
  });
  await forget(webhook.id);
});

test('after a rotation both secrets sign', async () => {
  receiver.answer((_, response) => void response.end());
  const webhook = await webhookAt('/rotated');
  const rotated = await client.send<{ secret: string; earlier_until: string }>(
    'POST',
    `/v1/webhooks/${webhook.id}/rotate-secret`,
  );
  expect(rotated.body.secret).not.toBe(webhook.secret);
  expect(Date.parse(rotated.body.earlier_until)).toBeGreaterThan(Date.now() + 86_000_000);
  await client.send('POST', `/v1/webhooks/${webhook.id}/test`);
  await receiver.until('/rotated');
  const [{ body, headers }] = receiver.at('/rotated') as [(typeof receiver.received)[number]];
  for (const secret of [webhook.secret, rotated.body.secret]) {
    new Webhook(secret).verify(body, headers as Record<string, string>);
  }
  const stored = await stack.mongo.db(stack.config.MONGO_DATABASE).collection('webhooks').find().toArray();
  expect(JSON.stringify(stored)).not.toContain('whsec_');
  await forget(webhook.id);
});

test('receivers that never answer hold up no export, no other receiver and no other organisation', async () => {
  const held = new Set<ServerResponse>();
  let most = 0;
  receiver.answer(({ path }, response) => {
    if (path !== '/silent') return void response.end();
    held.add(response.once('close', () => held.delete(response)));
    most = Math.max(most, held.size);
  });
  const rival = await stack.client({ organisation: 'rival' });
  const [silent, quick, ofRival] = [
    await webhookAt('/silent'),
    await webhookAt('/quick'),
    await webhookAt('/rival', { by: rival }),
  ];
  await exported();
  await receiver.until('/quick');
  await receiver.until('/silent');
  await Promise.all(Array.from({ length: SLOTS }, () => client.send('POST', `/v1/webhooks/${silent.id}/test`)));
  await receiver.until('/silent', SLOTS / 2);
  await exported(rival);
  await receiver.until('/rival');
  expect(most).toBeLessThan(SLOTS);
  await rival.send('DELETE', `/v1/webhooks/${ofRival.id}`);
  await Promise.all([silent, quick].map((webhook) => forget(webhook.id)));
  for (const response of held) response.end();
});
