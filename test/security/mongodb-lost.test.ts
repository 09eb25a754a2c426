import type { KeyRecord } from '../../src/stores/keys';
import type { ApiClient } from '../support/client';
import { type MongoProxy, startMongoProxy } from '../support/mongo-proxy';
import { recordsIn } from '../support/records';
import { expectRefusal } from '../support/refusals';
import { startStack, type Stack } from '../support/stack';

let proxy: MongoProxy;
let stack: Stack;
let client: ApiClient;
beforeAll(async () => {
  proxy = await startMongoProxy();
  stack = await startStack({ worker: false, variables: { MONGO_DB_CONNECTION_URL: proxy.url } });
  client = await stack.client();
});
afterEach(() => proxy.meddle(() => undefined));
afterAll(async () => {
  await stack.stop();
  await proxy.stop();
});

/** MongoDB is there, but for this command on this collection. */
const lose = (name: string, collection: string) =>
  proxy.meddle(({ command, answer }) => (!answer && command[name] === collection ? 'cut' : undefined));
const unnoted = { status: 503, code: 'engine_unavailable', param: 'mongodb', says: /audit trail is unavailable/ };

test('a key that the audit trail cannot tell of is not handed out, and does not work', async () => {
  lose('insert', 'audit');
  const answer = await client.send('POST', '/v1/api-keys', { scopes: ['admin'], name: 'unnoted' });
  expectRefusal(answer, unnoted);
  expect(answer.body).not.toHaveProperty('key');
  const keys = stack.mongo.db(stack.config.MONGO_DATABASE).collection<KeyRecord>('api_keys');
  expect(await keys.findOne({ name: 'unnoted' })).toMatchObject({ revoked_at: expect.any(Date) as Date });
});

test('nor is the URL of a file', async () => {
  const id = await client.create({ filters: {}, requested_data: ['id'] });
  const file = { name: 'a.jsonl', bytes: 1, crc32c: 'AAAAAA==', version: '1' };
  await recordsIn(stack).updateOne(
    { _id: id },
    { $set: { status: 'success', attempt: 1, completed_at: new Date(), file } },
  );
  const download = () => client.send('GET', `/v1/logs/exports/${id}/download`);
  expect((await download()).status).toBe(200);
  lose('insert', 'audit');
  const answer = await download();
  expectRefusal(answer, unnoted);
  expect(answer.body).not.toHaveProperty('signed_url');
});

test.each([
  ['delete', (id: string) => client.send('DELETE', `/v1/logs/exports/${id}`)],
  ['findAndModify', (id: string) => client.send('PUT', `/v1/logs/exports/${id}`, { description: 'new' })],
])(
  'where the files are gone and the record stays (%s), the answer does not say that nothing changed',
  async (name, send) => {
    const id = await client.create({ filters: {}, requested_data: ['id'] });
    await recordsIn(stack).updateOne({ _id: id }, { $set: { status: 'stopped', attempt: 1 } });
    lose(name, 'exports');
    const says =
      /^MongoDB can't be reached right now\. Files of this export may have been deleted; send the request again/;
    expectRefusal(await send(id), { status: 503, code: 'engine_unavailable', param: 'mongodb', says });
    proxy.meddle(() => undefined);
    expect((await send(id)).status).toBe(200);
  },
);
