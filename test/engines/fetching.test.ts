import { randomBytes } from 'node:crypto';
import { type Collection, type Document, MongoClient } from 'mongodb';
import { compileLineEncoder } from '../../src/encode/line';
import { keyOfLog } from '../../src/encode/log-key';
import { Output } from '../../src/encode/output';
import { cutBatches } from '../../src/model/cut-batches';
import { columnsFor, projectionFor } from '../../src/model/fields';
import { itemsOf, type Run } from '../../src/model/merge-lanes';
import { createLogStore, type Fetching, type LogStore, selectLogs } from '../../src/stores/logs';
import { dropTestDatabase } from '../support/drop-database';
import { FIRST, type LogDocument, logDocuments } from '../support/log-documents';
import { until } from '../support/waiting';

const LOGS = 60;
const withoutBodies = columnsFor(['id', 'created_at', 'request_tokens', 'ai_model', 'metadata']);
const withBodies = columnsFor(['id', 'created_at', 'request', 'response', 'ai_model', 'metadata']);
const selection = selectLogs({ organisationId: 'acme', workspaceId: 'main' }, {});

let client: MongoClient;
let collection: Collection<Document>;
let logs: LogStore;
const finds: Document[] = [];

beforeAll(async () => {
  client = await new MongoClient(process.env.MONGO_DB_CONNECTION_URL!, { monitorCommands: true }).connect();
  client.on('commandStarted', ({ command, commandName }) => void (commandName === 'find' && finds.push(command)));
});
beforeEach(async () => {
  collection = client.db(`fetching_${randomBytes(6).toString('hex')}`).collection('logs');
  logs = createLogStore(collection);
  await logs.ensureIndexes();
});
afterEach(() => dropTestDatabase(client.db(collection.dbName)));
afterAll(() => client.close());

const answering = (text: string) =>
  logDocuments(LOGS, (index) => ({ response: { status: 200, body: { text, index } } })) as never[];

async function fetchingFor(columns: typeof withBodies) {
  const first = await logs.keys(selection, LOGS).next();
  return logs.fetching(selection, projectionFor(columns), first.done ? [] : first.value);
}

async function plan(columns: typeof withBodies) {
  const slice = { skip: 0, limit: LOGS, rowsPerBatch: LOGS, maxBatches: 2 };
  const { batches } = await cutBatches(logs.keys(selection, LOGS), keyOfLog, slice);
  return { batch: batches[0]!, fetching: await fetchingFor(columns) };
}

test.each([
  ['small logs', 'short', withBodies, true],
  ['small logs without their bodies', 'short', withoutBodies, true],
  ['large logs', 'x'.repeat(8_000), withBodies, true],
  ['large logs without their bodies', 'x'.repeat(8_000), withoutBodies, false],
])('%s: whole where little is left out', async (_, text, columns, wholeLogs) => {
  await collection.insertMany(answering(text));
  const { batch, fetching } = await plan(columns);
  expect(fetching.wholeLogs).toBe(wholeLogs);

  const lines = (how: Fetching) => linesOf(batch, columns, how);
  const asPlanned = await lines(fetching);
  expect(finds.at(-1)!.projection ?? {}).toEqual(wholeLogs ? {} : projectionFor(columns));
  const theOtherWay = await lines({ ...fetching, wholeLogs: !wholeLogs });
  expect(asPlanned.equals(theOtherWay)).toBe(true);
  expect(asPlanned.toString().trimEnd().split('\n')).toHaveLength(LOGS);
  expect(asPlanned.includes(text)).toBe(columns === withBodies);
});

async function linesOf(batch: Parameters<LogStore['readBatch']>[1], columns: typeof withBodies, fetching: Fetching) {
  const encode = compileLineEncoder(columns);
  const out = new Output();
  for await (const page of logs.readBatch(selection, batch, { projection: projectionFor(columns), fetching })) {
    for (const log of page) encode(log, out);
  }
  return out.take();
}

test('sizes are those of the first logs, as they are fetched', async () => {
  const [first, ...others] = answering('short') as Document[];
  await collection.insertMany([first!, ...others.map((log) => ({ ...log, more: 'x'.repeat(500) }))]);
  const { fetching } = await plan(withBodies);
  expect(fetching.rowBytes).toBeGreaterThan(500);
  expect(fetching.rowBytes).toBeLessThan(1_200);
});

test('no logs: nothing is asked for', async () => {
  const before = finds.length;
  expect(await logs.fetching(selection, projectionFor(withBodies), [])).toEqual({ wholeLogs: false, rowBytes: 0 });
  expect(finds).toHaveLength(before);
});

test.each([
  ['one kind of time', 1, 2],
  ['two kinds', 2, 4],
])('%s: those logs alone are sampled, whole and their columns', async (_, kinds, samples) => {
  const timed = answering('short').map((log: LogDocument, index) => {
    return index % 2 < kinds - 1 ? { ...log, created_at: (log.created_at as Date).toISOString() } : log;
  });
  await collection.insertMany(timed as never[]);
  const before = finds.length;
  const { rowBytes } = await fetchingFor(withBodies);
  expect(rowBytes).toBeGreaterThan(0);
  const [keys, sampled] = [finds.slice(before, before + 2), finds.slice(before + 2)];
  expect(keys.every(({ limit }) => limit === LOGS)).toBe(true);
  expect(sampled).toHaveLength(samples);
});

test('where the times can’t be read, only the columns are fetched', async () => {
  await collection.insertMany(logDocuments(LOGS, () => ({ created_at: 'yesterday' })) as never[]);
  expect(await fetchingFor(withBodies)).toEqual({ wholeLogs: false, rowBytes: 0 });
});

test('while one reply is used, the next one is on its way', async () => {
  await collection.insertMany(answering('x'.repeat(40_000)));
  const { batch, fetching } = await plan(withBodies);
  let more = 0;
  const count = ({ commandName }: { commandName: string }) => void (commandName === 'getMore' && (more += 1));
  client.on('commandSucceeded', count);
  const projection = projectionFor(withBodies);
  const pages = logs.readBatch(selection, batch, { projection, fetching });
  await pages.next();
  await until(() => more === 1);
  await pages.return(undefined);
  client.off('commandSucceeded', count);
});

test('where the earlier half of a range has keys enough, no cursor stays open', async () => {
  const hour = 3_600_000;
  const inHalves = logDocuments(6_000, (index) => ({ created_at: new Date(FIRST + (index % 2) * hour + index) }));
  await collection.insertMany(inHalves as never[]);
  const [gte, lt] = [FIRST, FIRST + 2 * hour].map((time) => new Date(time).toISOString());
  const inRange = selectLogs({ organisationId: 'acme', workspaceId: 'main' }, { created_at: { gte, lt } });
  let replies = 0;
  let killed = 0;
  const count = ({ commandName }: { commandName: string }) => {
    if (commandName === 'killCursors') killed += 1;
    else replies += 1;
  };
  client.on('commandSucceeded', count);

  const keys = logs.keys(inRange, 5_000);
  const first = await keys.next();
  const ids = itemsOf(first.value as Run<Uint8Array>[]).map((key) => keyOfLog(key).id);
  expect(ids).toEqual(inHalves.flatMap(({ _id }, index) => (index % 2 ? [] : [_id])).slice(0, ids.length));
  // Whether there are texts as times, and of each half the first page and the one after it.
  await until(() => replies === 5);
  await keys.return(undefined);
  await until(() => killed === 2);
  client.off('commandSucceeded', count);
});
