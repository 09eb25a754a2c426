/** Processes that start while MongoDB takes longer for each answer than its driver waits for a connection. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { COLUMNS, insertLogs, linesOf, logDocuments } from '../support/log-documents';
import { createClient } from '../support/client';
import { mongoAddress, mongoUrlThrough } from '../support/mongo-address';
import { startMongoProxy } from '../support/mongo-proxy';
import { startApiProcess, startWorkerProcess } from '../support/processes';
import { startStack, type Stack } from '../support/stack';
import { gate } from '../support/waiting';

jest.setTimeout(600_000);

/** The driver gives up a connection after 5 s. */
const SLOW_MS = 6_000;
const WAITS = '"msg":"MongoDB does not answer: the start waits for it';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ worker: false });
});
afterAll(() => stack.stop());

const stops: (() => void)[] = [];
afterEach(() => stops.splice(0).forEach((stop) => stop()));

/** A way to MongoDB on which answers are late until so many connections were given up. */
async function startSlowMongo({ until }: { until: number }) {
  const sockets = new Set<Socket>();
  let givenUp = 0;
  const server = createServer((incoming) => {
    const outgoing = connect(mongoAddress());
    const isSlow = givenUp < until;
    incoming.pipe(outgoing);
    outgoing.on('data', (answer) => {
      if (isSlow) setTimeout(() => incoming.writable && incoming.write(answer), SLOW_MS);
      else incoming.write(answer);
    });
    incoming.on('close', () => (givenUp += 1));
    for (const end of [incoming, outgoing]) {
      sockets.add(end);
      end.on('error', () => undefined);
      end.on('close', () => [incoming, outgoing].forEach((it) => it.destroy()));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { MONGO_DB_CONNECTION_URL: mongoUrlThrough(port) };
}

test('a worker and an API wait for it, say so, and work once it answers in time', async () => {
  const mongos = await Promise.all([startSlowMongo({ until: 3 }), startSlowMongo({ until: 3 })]);
  const [worker, api] = await Promise.all([
    startWorkerProcess(stack.config, mongos[0]),
    startApiProcess(stack.config, mongos[1]),
  ]);
  expect(await worker.log()).toContain(WAITS);
  const documents = logDocuments(3);
  await insertLogs(stack, documents);
  const client = createClient(api.url, (await stack.client()).key);
  const id = await client.create({ filters: {}, requested_data: COLUMNS });
  await client.start(id);
  expect(await client.settled(id)).toMatchObject({ status: 'success', error: null });
  expect((await client.download(id)).toString()).toBe(linesOf(documents));
  await Promise.all([worker.stop(), api.stop()]);
});

test('a worker for which it stays slow ends with one sentence, and not with code 0', async () => {
  const mongo = await startSlowMongo({ until: Infinity });
  const variables = { ...mongo, START_WITHIN_SECONDS: '10' };
  const end = await startWorkerProcess(stack.config, variables).catch(String);
  expect(end).toContain('worker ended with code 1 while starting');
  expect(end).toMatch(
    /\| MongoDB did not answer within 10 s \(START_WITHIN_SECONDS\)\. See .* MONGO_DB_CONNECTION_URL .*; then start this process again\.\n +\(from /,
  );
});

test('a worker works while MongoDB makes the indexes of a large log store', async () => {
  const mongo = await startMongoProxy();
  const made = gate();
  mongo.meddle(async ({ command, answer }) => {
    if (answer && command.createIndexes === stack.config.MONGO_COLLECTION_NAME) await made.opened;
    return undefined;
  });
  const variables = { MONGO_DB_CONNECTION_URL: mongo.url, START_WITHIN_SECONDS: '30' };
  const worker = await startWorkerProcess(stack.config, variables);
  expect(await worker.log()).toContain('"msg":"MongoDB is still making the indexes that exports read by');
  const client = await stack.client();
  const id = await client.create({ filters: {}, requested_data: COLUMNS });
  await client.start(id);
  expect(await client.settled(id)).toMatchObject({ status: 'success' });
  made.open();
  await worker.stop();
  await mongo.stop();
});
