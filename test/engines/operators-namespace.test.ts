/** An operator deletes the namespace under an export that runs, and makes it again. */
import { Client, Connection } from '@temporalio/client';
import { ensureNamespace } from '../../src/temporal/namespace';
import { type GcsProxy, startGcsProxy } from '../support/gcs-proxy';
import { startHeldExport } from '../support/held-export';
import { insertLogs, linesOf, logDocuments } from '../support/log-documents';
import { recordsIn } from '../support/records';
import { startStack, type Stack } from '../support/stack';
import { temporalCli } from '../support/temporal-cli';
import { until } from '../support/waiting';

const documents = logDocuments(30);
const namespace = `deleted-${process.pid}`;
let connection: Connection;
let stack: Stack;
let proxy: GcsProxy;
beforeAll(async () => {
  connection = await Connection.connect({ address: process.env.TEMPORAL_ADDRESS! });
  await makeNamespace();
  proxy = await startGcsProxy();
  const variables = {
    ...{ EXPORT_BATCH_LOGS: '10', EXPORT_BATCHES_AT_ONCE: '1', TEMPORAL_NAMESPACE: namespace },
    GCS_API_ENDPOINT: proxy.endpoint,
  };
  stack = await startStack({ worker: false, variables });
  await insertLogs(stack, documents);
});
afterAll(async () => {
  await stack.stop();
  await proxy.stop();
  await connection.close();
});

const makeNamespace = () => ensureNamespace(new Client({ connection, namespace }));

test('the record says that the run is lost; with the namespace made again, Start Again goes on', async () => {
  const worker = await stack.startWorker();
  const { client, id, release } = await startHeldExport(stack, proxy);
  await temporalCli(stack.config)('operator', 'namespace', 'delete', '--yes');
  // A read asks Temporal, once the record has been quiet for a while.
  expect(await client.settled(id)).toMatchObject({
    status: 'failure',
    error_code: 'workflow_lost',
    error: 'Temporal knows no workflow for this start. Start the export again: it resumes where it stopped.',
  });
  expect(await client.start(id)).toMatchObject({ status: 503, body: { error: { param: 'temporal' } } });
  expect((await recordsIn(stack).findOne({ _id: id }))!.status).toBe('failure');
  release();
  await worker.stop().catch(() => undefined);

  await makeNamespace();
  await stack.startWorker();
  await until(async () => (await client.start(id)).status === 200);
  expect(await client.settled(id)).toMatchObject({ status: 'success', error: null, attempt: 2 });
  expect((await client.download(id)).toString()).toBe(linesOf(documents));
});
