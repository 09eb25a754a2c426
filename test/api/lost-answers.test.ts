/** MongoDB carries a write out, and the connection is cut before it answers: what is told then is what was done. */
import { createLogger } from '../../src/process/logger';
import { startApi } from '../../src/process/start-api';
import { type ApiClient, createClient } from '../support/client';
import { type MongoProxy, startMongoProxy } from '../support/mongo-proxy';
import { expectRefusal } from '../support/refusals';
import { startStack, type Stack } from '../support/stack';

let proxy: MongoProxy;
let stack: Stack;
const stops: (() => Promise<void>)[] = [];
/** By whether the driver sends a write again by itself; one of them lacks Temporal. */
const clients: Record<string, ApiClient> = {};
beforeAll(async () => {
  proxy = await startMongoProxy();
  stack = await startStack({ worker: false, variables: { MONGO_DB_CONNECTION_URL: proxy.url } });
  const { key } = await stack.client();
  const variants = {
    true: {},
    false: {},
    'without Temporal': { TEMPORAL_ADDRESS: '127.0.0.1:1' },
  };
  for (const [name, variables] of Object.entries(variants)) {
    const url = new URL(proxy.url);
    url.pathname ||= '/';
    url.searchParams.set('retryWrites', String(name === 'true'));
    const config = { ...stack.config, MONGO_DB_CONNECTION_URL: url.href, ...variables };
    const api = await startApi(config, createLogger(config, 'api'));
    stops.push(() => api.stop());
    clients[name] = createClient(`http://127.0.0.1:${api.port}`, key);
  }
});
afterEach(() => proxy.meddle(() => undefined));
afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await stack.stop();
  await proxy.stop();
});

/** Cuts the connection before the answer to this command on this collection, so many times. */
function loseAnswers(name: string, collection: string, times: number) {
  let lost = 0;
  proxy.meddle(({ command, answer }) => {
    if (!answer || command[name] !== collection || lost === times) return undefined;
    lost += 1;
    return 'cut';
  });
  return () => lost;
}

const unknown = /may have been carried out\. Look before you send it again\.$/;
const stored = (collection: string, filter = {}) =>
  stack.mongo.db(stack.config.MONGO_DATABASE).collection(collection).find(filter).toArray();
const selection = { filters: {}, requested_data: ['id'] };
const log = { request: { body: { prompt: 'x' } }, response: { status: 200, body: {} } };
const draft = (by: ApiClient) => by.create(selection);

interface Write {
  command: string;
  collection: string;
  /** What there must be before it, by id. */
  of?: (by: ApiClient) => Promise<string>;
  send: (by: ApiClient, id: string) => ReturnType<ApiClient['send']>;
  /** How often it was carried out, as it is stored. */
  effects: (id: string) => Promise<number>;
}
const exportsLike = (facts: object) => async (id: string) => (await stored('exports', { _id: id, ...facts })).length;
const writes: Record<string, Write> = {
  'creates an export': {
    ...{ command: 'insert', collection: 'exports' },
    send: (by) => by.send('POST', '/v1/logs/exports', { ...selection, description: 'lost' }),
    effects: async () => (await stored('exports', { description: 'lost' })).length,
  },
  'updates one': {
    ...{ command: 'findAndModify', collection: 'exports', of: draft },
    send: (by, id) => by.send('PUT', `/v1/logs/exports/${id}`, { description: 'changed' }),
    effects: exportsLike({ description: 'changed' }),
  },
  'starts one': {
    ...{ command: 'findAndModify', collection: 'exports', of: draft },
    send: (by, id) => by.start(id),
    effects: exportsLike({ status: 'in_progress', attempt: 1 }),
  },
  'cancels one': {
    ...{ command: 'findAndModify', collection: 'exports', of: draft },
    send: (by, id) => by.cancel(id),
    effects: exportsLike({ status: 'stopped' }),
  },
  'deletes one': {
    ...{ command: 'delete', collection: 'exports', of: draft },
    send: (by, id) => by.send('DELETE', `/v1/logs/exports/${id}`),
    effects: async (id) => 1 - (await stored('exports', { _id: id })).length,
  },
  'makes a key': {
    ...{ command: 'insert', collection: 'api_keys' },
    send: (by) => by.send('POST', '/v1/api-keys', { scopes: ['logs.view'], name: 'lost' }),
    effects: async () => (await stored('api_keys', { name: 'lost' })).length,
  },
  'revokes one': {
    ...{ command: 'findAndModify', collection: 'api_keys' },
    of: async (by) => (await by.send<{ id: string }>('POST', '/v1/api-keys', { scopes: ['logs.view'] })).body.id,
    send: (by, id) => by.send('DELETE', `/v1/api-keys/${id}`),
    effects: async (id) => (await stored('api_keys', { _id: id, revoked_at: { $ne: null } })).length,
  },
  'writes logs': {
    ...{ command: 'insert', collection: 'logs' },
    send: (by) => by.insert([log, log]),
    effects: async () => (await stored('logs')).length / 2,
  },
};

async function clear() {
  const db = stack.mongo.db(stack.config.MONGO_DATABASE);
  await Promise.all([
    db.collection('exports').deleteMany({}),
    db.collection('api_keys').deleteMany({ name: 'lost' }),
    db.collection('logs').deleteMany({}),
  ]);
}

describe.each(Object.keys(writes))('a request that %s', (name) => {
  const { command, collection, of, send, effects } = writes[name]!;
  beforeEach(clear);

  test.each(['true', 'false'])('is done once and says so (retryWrites=%s)', async (retryWrites) => {
    const by = clients[retryWrites]!;
    const id = (await of?.(by)) ?? '';
    const lost = loseAnswers(command, collection, 1);
    expect((await send(by, id)).status).toBe(200);
    expect(lost()).toBe(1);
    expect(await effects(id)).toBe(1);
  });

  test('is not told as undone where no answer comes at all', async () => {
    const by = clients.false!;
    const id = (await of?.(by)) ?? '';
    loseAnswers(command, collection, Infinity);
    expectRefusal(await send(by, id), { status: 503, code: 'engine_unavailable', param: 'mongodb', says: unknown });
    expect(await effects(id)).toBe(1);
  });
});

test.each(['true', 'false'])('no audit entry is lost, and none is doubled (retryWrites=%s)', async (retryWrites) => {
  const by = clients[retryWrites]!;
  const lost = loseAnswers('insert', 'audit', 1);
  const id = await draft(by);
  expect(lost()).toBe(1);
  expect(await stored('audit', { target_id: id, action: 'export.create' })).toHaveLength(1);
});

test('where Temporal is down, a start is taken back once, and told as taken back only where it may be', async () => {
  const by = clients['without Temporal']!;
  const [one, other] = [await draft(by), await draft(by)];
  const lost = loseAnswers('update', 'exports', 1);
  const says = /Nothing was changed/;
  expectRefusal(await by.start(one), { status: 503, code: 'engine_unavailable', param: 'temporal', says });
  expect(lost()).toBe(1);
  loseAnswers('update', 'exports', Infinity);
  expectRefusal(await by.start(other), { status: 503, code: 'engine_unavailable', param: 'mongodb', says: unknown });
  const ofThese = { _id: { $in: [one, other] } } as object;
  expect(await stored('exports', ofThese)).toEqual(
    [one, other].map(() => expect.objectContaining({ status: 'draft', attempt: 0, run: null }) as unknown),
  );
});
