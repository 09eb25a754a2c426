import { randomBytes } from 'node:crypto';
import { Storage } from '@google-cloud/storage';
import { insertLogs, linesOf, logDocuments } from '../support/log-documents';
import { startStack, type Stack } from '../support/stack';
import { runExport } from '../support/whole-export';

const documents = logDocuments(25);
const GCS_BUCKET = `later-${randomBytes(6).toString('hex')}`;

let stack: Stack;
beforeAll(async () => {
  const variables = { GCS_BUCKET, EXPORT_BATCH_LOGS: '10', EXPORT_RETRY_BUDGET_SECONDS: '86400' };
  stack = await startStack({ variables });
  await insertLogs(stack, documents);
});
afterAll(() => stack.stop());

test('a bucket that is not there fails the export at once and in words; once it is there, Start Again succeeds', async () => {
  const client = await stack.client();
  const failed = await runExport(client);
  expect(failed).toMatchObject({
    ...{ status: 'failure', error_code: 'bucket_not_found', file: null, attempt: 1 },
    error: `The bucket ${GCS_BUCKET} does not exist. Create it, or set GCS_BUCKET to one that exists; then start again.`,
  });
  expect(failed.completed_at).not.toBeNull();
  const download = await client.send('GET', `/v1/logs/exports/${failed.id}/download`);
  expect(download.status).toBe(409);

  const storage = new Storage({ apiEndpoint: process.env.GCS_API_ENDPOINT!, projectId: 'local' });
  await storage.createBucket(GCS_BUCKET);
  expect((await client.start(failed.id)).status).toBe(200);
  expect(await client.settled(failed.id)).toMatchObject({
    status: 'success',
    attempt: 2,
    error: null,
    error_code: null,
  });
  expect((await client.download(failed.id)).toString()).toBe(linesOf(documents));
});

test('twenty starts at once make one run, and each is answered as the first', async () => {
  const client = await stack.client();
  const id = await client.create({ filters: {}, requested_data: ['id'] });
  const answers = await Promise.all(Array.from({ length: 20 }, () => client.start(id)));
  const messages = new Set(answers.map(({ status, body }) => `${status} ${body.message}`));
  expect([...messages]).toEqual(['200 The export is started.']);
  expect(await client.settled(id)).toMatchObject({ status: 'success', attempt: 1 });

  const executions = stack.temporal.workflow.list({ query: `WorkflowId = "logs-export-${id}"` });
  const found: string[] = [];
  // What Temporal lists lags a little behind what it does.
  while (found.length === 0) for await (const { runId } of executions) found.push(runId);
  expect(found).toHaveLength(1);
  expect((await client.start(id)).status).toBe(409);
});
