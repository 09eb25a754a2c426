/** Who reads while whom: the batches of a worker that reads one at a time. */
import { workflowIdOf } from '../../src/contract/workflow';
import { ROOM } from '../../src/temporal/workers';
import { type GcsProxy, isPart, startGcsProxy } from '../support/gcs-proxy';
import { insertLogs, logDocuments } from '../support/log-documents';
import { type MongoProxy, startMongoProxy } from '../support/mongo-proxy';
import { startStack, type Stack } from '../support/stack';
import { gate, until } from '../support/waiting';
import { runExport } from '../support/whole-export';

const BATCHES = 4;
const LOGS_A_BATCH = 4;
const LOGS = BATCHES * LOGS_A_BATCH;
/** Each log is a reply of its own, and no batch a short one. */
const CONTENT = 'x'.repeat(1_500_000);

let [stack, gcs, mongo]: [Stack?, GcsProxy?, MongoProxy?] = [];
beforeAll(async () => {
  // Other suites keep the machine busy: here there is room whatever they do.
  jest.replaceProperty(ROOM, 'targetCpuUsage', 2);
  [gcs, mongo] = await Promise.all([startGcsProxy(), startMongoProxy()]);
  stack = await startStack({
    variables: {
      ...{
        EXPORT_BATCH_LOGS: String(LOGS_A_BATCH),
        WORKER_BATCHES_AT_ONCE: '1',
        EXPORT_BATCHES_AT_ONCE: String(BATCHES),
      },
      ...{ GCS_API_ENDPOINT: gcs.endpoint, MONGO_DB_CONNECTION_URL: mongo.url },
    },
  });
  await insertLogs(
    stack,
    logDocuments(LOGS, () => ({ request: { body: CONTENT } })),
  );
});
afterAll(async () => {
  await stack?.stop();
  await Promise.all([gcs?.stop(), mongo?.stop()]);
});

test('while the upload of one batch ends, the next one is read, and no more', async () => {
  const both = gate();
  let [under, most] = [0, 0];
  gcs!.meddle(async (request) => {
    if (!isPart(request)) return undefined;
    under += 1;
    most = Math.max(most, under);
    await both.opened;
    return {
      beforeAnswer: () => {
        under -= 1;
        return Promise.resolve();
      },
    };
  });
  const exported = runExport(await stack!.client());
  await until(() => under === 2);
  both.open();
  expect(await exported).toMatchObject({ status: 'success', progress: { exported: LOGS } });
  expect(most).toBe(2);
});

test('one batch is read at a time; of the next one, the first replies are there', async () => {
  const client = await stack!.client();
  const id = await client.create({ filters: {}, requested_data: ['id', 'request'] });
  const batchesTaken = async () => {
    const { raw } = await stack!.temporal.workflow.getHandle(workflowIdOf(id)).describe();
    return raw.pendingActivities!.filter(({ activityType, lastStartedTime }) => {
      return activityType!.name === 'writeBatch' && lastStartedTime;
    }).length;
  };
  /** How often more was asked of the cursor of each batch. */
  const asked = new Map<string, number>();
  const reading = new Set<string>();
  let [most, wereTwoTaken] = [0, false];
  const meetAnswer = (command: object, cursor: string, answered: string) => {
    if ('find' in command && !('limit' in command)) asked.set(answered, 0);
    if (answered === '0') reading.delete(cursor);
  };
  mongo!.meddle(async ({ command, answer }) => {
    const collection: unknown = command.find ?? command.collection;
    if (collection !== stack!.config.MONGO_COLLECTION_NAME || !(command.find || command.getMore)) return undefined;
    const cursor = String(command.getMore);
    if (answer) {
      meetAnswer(command, cursor, String((answer() as { cursor: { id: unknown } }).cursor.id));
      return undefined;
    }
    const times = asked.get(cursor);
    if (times === undefined) return undefined;
    asked.set(cursor, times + 1);
    // One reply is used by the batch that is read, and the next one is on its way.
    if (times === 0) return undefined;
    reading.add(cursor);
    most = Math.max(most, reading.size);
    if (!wereTwoTaken) await until(async () => (wereTwoTaken = (await batchesTaken()) === 2 && asked.size === 2));
    return undefined;
  });
  await client.start(id);
  expect(await client.settled(id)).toMatchObject({ status: 'success', progress: { exported: LOGS } });
  expect({ wereTwoTaken, most, cursors: asked.size }).toEqual({ wereTwoTaken: true, most: 1, cursors: BATCHES });
});
