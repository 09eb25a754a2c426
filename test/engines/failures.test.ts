import { randomBytes } from 'node:crypto';
import { createBucket } from '../support/bucket';
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
    error: `The bucket ${GCS_BUCKET} does not exist. Create it, or name one that exists in the settings; then start again.`,
  });
  expect(failed.completed_at).not.toBeNull();
  const download = await client.send('GET', `/v1/logs/exports/${failed.id}/download`);
  expect(download.status).toBe(409);

  await createBucket(GCS_BUCKET);
  expect((await client.start(failed.id)).status).toBe(200);
  expect(await client.settled(failed.id)).toMatchObject({
    status: 'success',
    attempt: 2,
    error: null,
    error_code: null,
  });
  expect((await client.download(failed.id)).toString()).toBe(linesOf(documents));
});
