/** What one try does: to the receiver, to the record of the delivery, and to the webhook. */
import type { ServerResponse } from 'node:http';
import type { ObjectId } from 'mongodb';
import type { AuditEntry } from '../../../src/stores/audit';
import type { DeliveryRecord } from '../../../src/stores/deliveries';
import type { WebhookRecord } from '../../../src/stores/webhooks';
import { createAddresses } from '../../../src/webhooks/addresses';
import type { SendingDeps } from '../../../src/webhooks/deps';
import { createPlaces } from '../../../src/webhooks/places';
import { createSealer } from '../../../src/webhooks/sealer';
import { sendDelivery } from '../../../src/webhooks/send';
import { type Receiver, startReceiver } from '../../support/receiver';

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.stop());
beforeEach(() => receiver.received.splice(0));

const DAYS = 86_400_000;
const sealer = createSealer([Buffer.alloc(32, 1)])!;

interface Given {
  webhook?: Partial<WebhookRecord>;
  delivery?: Partial<DeliveryRecord>;
  allowed?: string[];
}

/** A delivery to the receiver, with stores in memory. */
function given({ webhook: ofWebhook, delivery: ofDelivery, allowed = ['127.0.0.1'] }: Given = {}) {
  const webhook = {
    ...{ _id: 'webhook-1', organisation_id: 'acme', workspace_id: 'main', url: receiver.url() },
    ...{ secrets: [{ sealed: sealer.seal('whsec_AAAA', 'webhook-1'), until: null }], disabled: null },
    ...{ failing_since: null, last_updated_at: new Date() },
    ...ofWebhook,
  } as WebhookRecord;
  const delivery = {
    ...{ _id: 'msg_1', webhook_id: 'webhook-1', type: 'export.succeeded', body: '{"a":1}', status: 'pending' },
    ...{ tries: [], next_try_at: null },
    ...ofDelivery,
  } as unknown as DeliveryRecord;
  const noted = new Map<string, AuditEntry>();
  const deps = {
    webhooks: {
      load: () => Promise.resolve(webhook),
      noteSuccess: () => Promise.resolve(void (webhook.failing_since = null)),
      noteFailure: (_id: string, at: Date) => Promise.resolve((webhook.failing_since ??= at)),
      disable: (_id: string, disabled: WebhookRecord['disabled']) =>
        Promise.resolve(void (webhook.disabled = disabled)),
    },
    deliveries: {
      load: () => Promise.resolve(delivery),
      drop: () => Promise.resolve(void (delivery.status = 'dropped')),
      recordTry: (_id: string, tried: object, change: object) => {
        delivery.tries.push(tried as DeliveryRecord['tries'][number]);
        return Promise.resolve(void Object.assign(delivery, change));
      },
    },
    audit: {
      appendOnce: (id: ObjectId, entry: AuditEntry) => Promise.resolve(void noted.set(id.toHexString(), entry)),
    },
    addresses: createAddresses({ names: new Set(allowed), networks: [] }),
    sealer,
    places: createPlaces(2),
  };
  const send = (pauseSeconds: number | null = 300) =>
    sendDelivery(deps as unknown as SendingDeps, { deliveryId: 'msg_1', pauseSeconds });
  return { webhook, delivery, noted, send, deps };
}

test('2xx is taken: the delivery is over, and the webhook no longer failing', async () => {
  receiver.answer((_, response) => void response.writeHead(204).end());
  const { webhook, delivery, send } = given({ webhook: { failing_since: new Date(0) } });
  expect(await send()).toEqual({ againInSeconds: null, result: 'delivered' });
  expect(delivery).toMatchObject({
    status: 'delivered',
    next_try_at: null,
    tries: [{ status_code: 204, error: null }],
  });
  expect(webhook.failing_since).toBeNull();
  expect(receiver.received).toMatchObject([
    { body: '{"a":1}', headers: { 'webhook-id': 'msg_1', 'content-type': 'application/json' } },
  ]);
});

test('another answer is tried again after the pause, or after what the receiver asks for', async () => {
  receiver.answer((_, response) => void response.writeHead(503, { 'retry-after': '900' }).end('busy'));
  const { webhook, delivery, send } = given();
  expect(await send()).toEqual({ againInSeconds: 900, result: 'refused' });
  expect(delivery).toMatchObject({ status: 'pending', tries: [{ status_code: 503, answer: 'busy' }] });
  expect(delivery.next_try_at!.getTime()).toBeGreaterThan(Date.now() + 800_000);
  expect(webhook.failing_since).toEqual(delivery.tries[0]!.at);
  expect(await send(null)).toEqual({ againInSeconds: null, result: 'refused' });
  expect(delivery).toMatchObject({ status: 'failed', next_try_at: null });
});

test('a redirect is not followed', async () => {
  receiver.answer((_, response) => void response.writeHead(302, { location: receiver.url('/elsewhere') }).end());
  const { delivery, send } = given();
  expect(await send()).toMatchObject({ result: 'refused', againInSeconds: 300 });
  expect(delivery.tries).toMatchObject([
    { status_code: 302, error: expect.stringContaining('not followed') as string },
  ]);
  expect(receiver.at('/elsewhere')).toEqual([]);
});

test('410 ends the delivery and disables the webhook, with one entry in the audit trail, whatever is done twice', async () => {
  receiver.answer((_, response) => void response.writeHead(410).end());
  const { webhook, delivery, noted, send } = given();
  await send();
  expect(delivery.status).toBe('failed');
  expect(webhook.disabled).toMatchObject({ reason: 'The receiver answered 410 Gone.' });
  webhook.disabled = null;
  await send();
  expect([...noted.values()]).toMatchObject([
    { action: 'webhook.disabled', target_id: 'webhook-1', organisation_id: 'acme', key_id: null },
  ]);
});

test('five days without a success disable it; a day less does not', async () => {
  receiver.answer((_, response) => void response.writeHead(500).end());
  const almost = given({ webhook: { failing_since: new Date(Date.now() - 4.9 * DAYS) } });
  await almost.send();
  expect(almost.webhook.disabled).toBeNull();
  const over = given({ webhook: { failing_since: new Date(Date.now() - 5.1 * DAYS) } });
  await over.send();
  expect(over.webhook.disabled?.reason).toMatch(/^Every try has failed since 20/);
  expect(over.noted.size).toBe(1);
});

test('a disabled webhook is sent nothing but a test, which says nothing of its health', async () => {
  receiver.answer((_, response) => void response.writeHead(500).end());
  const disabled = { at: new Date(), reason: 'Disabled by request.' };
  const { delivery, send } = given({ webhook: { disabled } });
  expect(await send()).toEqual({ againInSeconds: null, result: null });
  expect(delivery.status).toBe('dropped');
  expect(receiver.received).toEqual([]);
  const test = given({ webhook: { disabled }, delivery: { type: 'webhook.test' } });
  expect(await test.send()).toEqual({ againInSeconds: null, result: 'refused' });
  expect([test.delivery.status, test.webhook.failing_since]).toEqual(['failed', null]);
});

test('an address that is no longer allowed is not connected to, and the owner is told why', async () => {
  const { delivery, send } = given({ allowed: [] });
  expect(await send()).toMatchObject({ result: 'unanswered', againInSeconds: 300 });
  expect(delivery.tries).toMatchObject([
    { status_code: null, error: expect.stringContaining('inside a private network') as string },
  ]);
  expect(receiver.received).toEqual([]);
});

test('an answer that is long, or never ends, is read to 1 KiB', async () => {
  receiver.answer((_, response) => {
    const more = () => response.write('x'.repeat(700)) && setImmediate(more);
    response.once('close', () => response.destroy());
    more();
  });
  const { delivery, send } = given();
  expect(await send()).toMatchObject({ result: 'delivered' });
  expect(delivery.tries[0]!.answer).toBe('x'.repeat(1_024));
});

test('a receiver that hangs up is told in words, without what was sent', async () => {
  receiver.answer((_, response) => void response.destroy());
  const { delivery, send } = given();
  expect(await send()).toMatchObject({ result: 'unanswered' });
  expect(delivery.tries[0]!.error).toBe('The connection was closed before an answer came.');
});

test('without the key of its secret nothing is tried: that is for the operator to mend', async () => {
  const { delivery, deps } = given();
  const input = { deliveryId: 'msg_1', pauseSeconds: 300 };
  for (const other of [null, createSealer([Buffer.alloc(32, 2)])]) {
    const sent = sendDelivery({ ...deps, sealer: other } as unknown as SendingDeps, input);
    await expect(sent).rejects.toThrow('WEBHOOK_SECRET_KEYS');
  }
  expect(delivery.tries).toEqual([]);
});

test('a receiver that never answers takes so many places of its organisation, and none of another', async () => {
  const silent: ServerResponse[] = [];
  receiver.answer(({ path }, response) => void (path === '/silent' ? silent.push(response) : response.end()));
  const { send, delivery, deps } = given({ webhook: { url: receiver.url('/silent') } });
  const tries = [send(), send()];
  await receiver.until('/silent', 2);
  expect(await send()).toBeNull();
  expect(delivery.tries).toEqual([]);
  const other = given({ webhook: { organisation_id: 'rival' } });
  const input = { deliveryId: 'msg_1', pauseSeconds: null };
  expect(await sendDelivery({ ...other.deps, places: deps.places } as unknown as SendingDeps, input)).toMatchObject({
    result: 'delivered',
  });
  for (const response of silent) response.end();
  await Promise.all(tries);
  receiver.answer((_, response) => void response.end());
  expect(await send()).toMatchObject({ result: 'delivered' });
});
