/** Exports that a worker of an earlier version began are taken over, midway, by one of this version. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { workflowIdOf } from '../../src/contract/workflow';
import { openTestBucket } from '../support/bucket';
import type { ApiClient } from '../support/client';
import { type GcsProxy, isPart, startGcsProxy } from '../support/gcs-proxy';
import { historyToJson } from '../support/history-json';
import { COLUMNS, insertLogs, linesOf, logDocuments } from '../support/log-documents';
import { startStack, type Stack } from '../support/stack';
import { gate, until } from '../support/waiting';
import { testWorkflowBundle } from '../support/workflow-bundle';

jest.setTimeout(300_000);

const EARLIER = '0.1.0-rc.1';
const documents = logDocuments(60);
const bundleOfEarlier = { codePath: path.join(path.dirname(testWorkflowBundle().codePath), `workflows-${EARLIER}.js`) };
let stack: Stack;
let proxy: GcsProxy;
let client: ApiClient;
let bucket: ReturnType<typeof openTestBucket>;
const ended = gate();
beforeAll(async () => {
  const workflowsPath = path.join(__dirname, 'workflows', EARLIER);
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
  writeFileSync(bundleOfEarlier.codePath, code);
  proxy = await startGcsProxy();
  const variables = { EXPORT_BATCH_LOGS: '10', EXPORT_BATCHES_AT_ONCE: '2', GCS_API_ENDPOINT: proxy.endpoint };
  stack = await startStack({ worker: false, variables });
  bucket = openTestBucket(stack.config);
  client = await stack.client();
  await insertLogs(stack, documents);
});
afterAll(async () => {
  ended.open();
  await stack.stop();
  await proxy.stop();
});

const handleOf = (id: string) => stack.temporal.workflow.getHandle(workflowIdOf(id));
const historyOf = async (id: string) => JSON.stringify(historyToJson(await handleOf(id).fetchHistory()));

/**
 * An export of which an earlier worker has written some batches, and not the fourth, when it is stopped. Its process,
 * unlike a real one's, lives on here: the fourth is held until the tests have ended, since a refused one is sent again.
 */
async function leftMidwayByEarlierWorker(): Promise<string> {
  proxy.meddle(async (request) => {
    if (!isPart(request) || !request.object!.endsWith('000003.jsonl')) return undefined;
    await ended.opened;
    return { status: 403 };
  });
  const earlier = await stack.startWorker(bundleOfEarlier);
  const id = await client.create({ filters: {}, requested_data: COLUMNS });
  await client.start(id);
  await until(async () => (await client.read(id)).progress.exported >= 30);
  await earlier.stop();
  expect(await client.read(id)).toMatchObject({ status: 'in_progress' });
  return id;
}

test('an export that an earlier worker began is ended by this one, and nothing is written twice', async () => {
  const id = await leftMidwayByEarlierWorker();
  const written = proxy.done('upload').length;
  expect(written).toBeGreaterThan(0);
  proxy.meddle(() => undefined);

  const worker = await stack.startWorker();
  expect(await client.settled(id)).toMatchObject({ status: 'success', attempt: 1, progress: { exported: 60 } });
  expect((await client.download(id)).toString()).toBe(linesOf(documents));
  expect(proxy.done('upload').length).toBe(6);
  await worker.stop();
});

test('one that is cancelled after the upgrade ends as this version does: what it left is deleted once it can be', async () => {
  const id = await leftMidwayByEarlierWorker();
  expect(await historyOf(id)).not.toContain('discard-leftovers');
  proxy.meddle(({ kind }) => (kind === 'list' ? { status: 403 } : undefined));
  await client.cancel(id);

  const worker = await stack.startWorker();
  expect(await client.settled(id)).toMatchObject({ status: 'stopped', error: null });
  expect((await bucket.names(`acme/main/${id}`)).length).toBeGreaterThan(0);
  proxy.meddle(() => undefined);
  await expect(handleOf(id).result()).rejects.toThrow();
  expect((await handleOf(id).describe()).status.name).toBe('CANCELLED');
  expect(await bucket.names(`acme/main/${id}`)).toEqual([]);
  expect(await historyOf(id)).toContain('EVENT_TYPE_MARKER_RECORDED');
  await worker.stop();
});
