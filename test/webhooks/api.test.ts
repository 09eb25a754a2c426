/** Making and keeping webhooks: what is refused, who may, and what is shown. */
import type { WebhookAnswer } from '../../src/contract/webhooks';
import type { ApiClient } from '../support/client';
import { expectRefusal } from '../support/refusals';
import { startStack, type Stack } from '../support/stack';

let stack: Stack;
let client: ApiClient;
beforeAll(async () => {
  stack = await startStack({ worker: false, variables: { WEBHOOKS_PER_ORGANISATION: '3' } });
  client = await stack.client();
});
afterAll(() => stack.stop());

const good = { url: 'https://93.184.215.14/hook', events: ['export.succeeded'] };
const make = (body: object, by = client) => by.send<WebhookAnswer & { secret: string }>('POST', '/v1/webhooks', body);

test.each([
  [{ ...good, url: undefined }, 'url', /is missing/],
  [{ ...good, url: 'hooks.example' }, 'url', /must be a URL/],
  [{ ...good, url: 'ftp://hooks.example' }, 'url', /must be an https URL/],
  [{ ...good, url: 'http://93.184.215.14/hook' }, 'url', /must be https/],
  [{ ...good, url: 'https://user:secret@93.184.215.14/' }, 'url', /must not hold a user name or password/],
  [{ ...good, url: 'https://93.184.215.14/#part' }, 'url', /fragment/],
  [{ ...good, url: `https://93.184.215.14/${'x'.repeat(2_048)}` }, 'url', /at most 2048 characters/],
  [{ ...good, url: 'https://127.0.0.1/' }, 'url', /public addresses only/],
  [{ ...good, url: 'https://[::ffff:10.0.0.1]/' }, 'url', /public addresses only/],
  [{ ...good, url: 'https://169.254.169.254/latest' }, 'url', /public addresses only/],
  [{ ...good, url: 'https://localhost/' }, 'url', /public addresses only/],
  [{ ...good, events: [] }, 'events', /at least one event/],
  [{ ...good, events: ['export.started'] }, 'events.0', /must be one of export\.succeeded/],
  [{ ...good, secret: 'whsec_mine' }, 'secret', /is not known/],
  [{ ...good, workspace_id: '$ne' }, 'workspace_id', /must be the id of a workspace/],
])('%j is refused by name', async (body, param, says) => {
  expectRefusal(await make(body), { param, says });
});

test('a workspace of someone else is refused, and nothing is made of what is refused', async () => {
  expectRefusal(await make({ ...good, workspace_id: 'side' }), {
    ...{ status: 403, code: 'workspace_forbidden', param: 'workspace_id' },
  });
  expect((await client.send<{ total: number }>('GET', '/v1/webhooks')).body.total).toBe(0);
});

test('it is made with a secret that is shown this once, and changed, and deleted', async () => {
  const { status, body } = await make({ ...good, description: 'For the data team' });
  const { secret, ...shown } = body;
  expect([status, secret]).toEqual([200, expect.stringMatching(/^whsec_/)]);
  expect(shown).toMatchObject({ ...good, workspace_id: 'main', enabled: true, disabled_reason: null });
  const path = `/v1/webhooks/${shown.id}`;
  expect((await client.send('GET', path)).body).toEqual(shown);
  expect((await client.send<{ data: object[] }>('GET', '/v1/webhooks')).body.data).toEqual([shown]);

  expectRefusal(await client.send('PUT', path, {}), { param: 'body', says: /must name at least one of/ });
  expectRefusal(await client.send('PUT', path, { url: 'https://10.0.0.1/' }), { param: 'url' });
  const events = ['export.failed', 'export.failed', 'schedule.paused'];
  const changed = await client.send<WebhookAnswer>('PUT', path, { events, description: null, enabled: false });
  expect(changed.body).toMatchObject({
    ...{ url: good.url, events: ['export.failed', 'schedule.paused'], description: null, enabled: false },
    disabled_reason: 'Disabled by request.',
  });
  expect((await client.send('DELETE', path)).status).toBe(200);
  expectRefusal(await client.send('GET', path), { status: 404, code: 'not_found', param: 'id' });
});

test('no more than the organisation may have, however many ask at once, and one less makes room', async () => {
  const made = await Promise.all(Array.from({ length: 8 }, () => make(good)));
  const ids = made.flatMap(({ status, body }) => (status === 200 ? [body.id] : []));
  expect(ids).toHaveLength(3);
  const refused = made.find(({ status }) => status !== 200)!;
  expectRefusal(refused, { status: 409, code: 'too_many_webhooks', says: /has 3 webhooks/ });
  expect((await make(good, await stack.client({ organisation: 'rival' }))).status).toBe(200);
  await client.send('DELETE', `/v1/webhooks/${ids[0]}`);
  expect((await make(good)).status).toBe(200);
});

test('two rotations at once leave both secrets, and the first', async () => {
  const { data } = (await client.send<{ data: WebhookAnswer[] }>('GET', '/v1/webhooks')).body;
  const path = `/v1/webhooks/${data[0]!.id}/rotate-secret`;
  await Promise.all([client.send('POST', path), client.send('POST', path)]);
  const webhooks = stack.mongo
    .db(stack.config.MONGO_DATABASE)
    .collection<{ _id: string; secrets: { until: Date }[] }>('webhooks');
  const { secrets } = (await webhooks.findOne({ _id: data[0]!.id }))!;
  expect(secrets.map(({ until }) => until !== null)).toEqual([false, true, true]);
});

test('without a key to encrypt secrets there are no webhooks, and the operator is told what to set', async () => {
  const bare = await startStack({ worker: false, variables: { WEBHOOK_SECRET_KEYS: '' } });
  try {
    const refused = await make(good, await bare.client());
    expectRefusal(refused, { status: 409, code: 'not_configured', says: /must set WEBHOOK_SECRET_KEYS/ });
  } finally {
    await bare.stop();
  }
});
