import type { Document } from 'mongodb';
import { type MongoProxy, startMongoProxy } from '../support/mongo-proxy';
import { expectRefusal } from '../support/refusals';
import { startStack, type Stack } from '../support/stack';
import { gate, until } from '../support/waiting';

/** How many the driver opens to a server at most. */
const CONNECTIONS = 40;

let proxy: MongoProxy;
let stack: Stack;
beforeAll(async () => {
  proxy = await startMongoProxy();
  stack = await startStack({
    worker: false,
    variables: { MONGO_DB_CONNECTION_URL: `${proxy.url}&maxPoolSize=${CONNECTIONS}` },
  });
});
afterAll(async () => {
  await stack.stop();
  await proxy.stop();
});

/** Holds back the commands that `isHeld` picks, until `open`; `held` says how many there are. */
function hold(isHeld: (command: Document) => boolean) {
  const { open, opened } = gate();
  let held = 0;
  proxy.meddle(async ({ command, answer }) => {
    if (answer || !isHeld(command)) return undefined;
    held += 1;
    await opened;
    return undefined;
  });
  return { open, held: () => held };
}
const times = <T>(count: number, make: () => Promise<T>) => Array.from({ length: count }, make);

test('keys are looked up while queries over logs hold every connection for them', async () => {
  const client = await stack.client();
  const { open, held } = hold(({ find }) => find === 'logs');
  const reads = times(CONNECTIONS, () => client.send('GET', '/v1/logs/none'));
  await until(() => held() === CONNECTIONS);
  expect((await client.send('GET', '/v1/logs/exports')).status).toBe(200);
  open();
  expect(new Set((await Promise.all(reads)).map(({ status }) => status))).toEqual(new Set([404]));
});

test('one organisation whose counts never end holds up nobody else, and is told to wait', async () => {
  const preview = '/v1/logs/exports/preview';
  const asked = { filters: {}, requested_data: ['id'] };
  const [crowd, calm] = [await stack.client({ organisation: 'crowd' }), await stack.client({ organisation: 'calm' })];
  const { open, held } = hold(
    ({ aggregate, pipeline }) => aggregate === 'logs' && JSON.stringify(pipeline).includes('"crowd"'),
  );
  let refused = 0;
  const flood = times(220, async () => {
    const answer = await crowd.send('POST', preview, asked);
    if (answer.status === 200) return;
    refused += 1;
    expectRefusal(answer, { status: 429, code: 'too_many_counts', says: /again in 5 s/ });
    expect(answer.headers.get('retry-after')).toBe('5');
  });
  await until(() => held() >= 8 && refused === 220 - 208);
  expect((await calm.send('POST', preview, asked)).status).toBe(200);
  open();
  await Promise.all(flood);
  expect(refused).toBe(220 - 208);
});
