/** Who reads while whom: the batches of a worker that reads one at a time. */
import type { Document } from 'mongodb';
import { workflowIdOf } from '../../src/contract/workflow';
import { type GcsProxy, isPart, startGcsProxy } from '../support/gcs-proxy';
import { insertLogs, logDocuments } from '../support/log-documents';
import { type MongoProxy, startMongoProxy } from '../support/mongo-proxy';
import { startStack, type Stack } from '../support/stack';
import { gate, until } from '../support/waiting';
import { runExport } from '../support/whole-export';

const LOGS = 4;
/** A batch is one log, and no short one. */
const CONTENT = 'x'.repeat(1_500_000);

let [stack, gcs, mongo]: [Stack?, GcsProxy?, MongoProxy?] = [];
beforeAll(async () => {
  [gcs, mongo] = await Promise.all([startGcsProxy(), startMongoProxy()]);
  stack = await startStack({
    variables: {
      ...{ EXPORT_BATCH_LOGS: '1', WORKER_BATCHES_AT_ONCE: '1', EXPORT_BATCHES_AT_ONCE: String(LOGS) },
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

test('one batch is read at a time, though two have been taken', async () => {
  const client = await stack!.client();
  const id = await client.create({ filters: {}, requested_data: ['id', 'request'] });
  const batchesTaken = async () => {
    const { raw } = await stack!.temporal.workflow.getHandle(workflowIdOf(id)).describe();
    return raw.pendingActivities!.filter(({ activityType, lastStartedTime }) => {
      return activityType!.name === 'writeBatch' && lastStartedTime;
    }).length;
  };
  const isBatch = ({ find, limit }: Document) => find === stack!.config.MONGO_COLLECTION_NAME && limit === undefined;
  let [reading, most, wereTwoTaken] = [0, 0, false];
  mongo!.meddle(async ({ command, answer }) => {
    if (!isBatch(command)) return undefined;
    if (answer === null) {
      reading += 1;
      most = Math.max(most, reading);
      return undefined;
    }
    if (!wereTwoTaken) await until(async () => (wereTwoTaken = (await batchesTaken()) === 2));
    reading -= 1;
    return undefined;
  });
  await client.start(id);
  expect(await client.settled(id)).toMatchObject({ status: 'success', progress: { exported: LOGS } });
  expect({ wereTwoTaken, most }).toEqual({ wereTwoTaken: true, most: 1 });
});
