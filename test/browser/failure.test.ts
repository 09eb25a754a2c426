import type { Page } from 'playwright-core';
import { createBucket } from '../support/bucket';
import { insertSamples, requestData, row, signIn, startSite, type Site } from './support';

/** Missing at first. */
const BUCKET = 'not-yet-created';
let site: Site;
beforeAll(async () => {
  site = await startSite({ worker: false, variables: { GCS_ORGANISATION_BUCKETS: `acme=${BUCKET}` } });
});
afterAll(() => site.stop());

/** The first history that tells of a success is answered as it was an instant before. */
async function missSuccessOnce(page: Page): Promise<void> {
  let wasMissed = false;
  await page.route('**/history', async (route) => {
    const response = await route.fetch();
    const history = (await response.json()) as { data: { action: string }[] };
    const before = history.data.filter(({ action }) => action !== 'export.succeeded');
    if (wasMissed || before.length === history.data.length) return route.fulfill({ response });
    wasMissed = true;
    return route.fulfill({ response, json: { ...history, data: before } });
  });
}

test('a failed export says why and what to do, and Start Again makes it a success', async () => {
  const client = await site.stack.client();
  await insertSamples(client, 40);
  const { page, faults } = await site.visit();
  await missSuccessOnce(page);
  await signIn(page, client);
  const worker = await site.stack.startWorker();
  const dialog = await requestData(page);
  await dialog.getByLabel('Name', { exact: true }).fill('Into a missing bucket');
  await dialog.getByRole('button', { name: 'Request and start' }).click();

  const exported = row(page, 'Into a missing bucket');
  await exported.getByText('Failure').waitFor();
  await exported.getByText(`The bucket ${BUCKET} does not exist. Create it`).waitFor();
  await page.getByRole('status').getByText('“Into a missing bucket”: Failure.').waitFor();
  await createBucket(BUCKET);

  await exported.getByRole('link').click();
  await page.getByText('Export failed').waitFor();
  await page.getByText('bucket_not_found').first().waitFor();
  const history = page.getByRole('region', { name: 'History' });
  await history.getByText('Failed · attempt 1').waitFor();
  await page.getByRole('button', { name: 'Start Again: Into a missing bucket' }).click();
  await page.getByRole('button', { name: 'Download Into a missing bucket' }).waitFor();
  expect(await page.getByText('Export failed').count()).toBe(0);
  await history.getByText('Succeeded · attempt 2').waitFor();
  expect(await history.getByRole('listitem').allInnerTexts()).toEqual([
    expect.stringMatching(/^Created/),
    expect.stringMatching(/^Started/),
    expect.stringMatching(/^Failed · attempt 1[^]*The bucket not-yet-created does not exist/),
    expect.stringMatching(/^Started/),
    expect.stringMatching(/^Succeeded · attempt 2/),
  ]);
  await page.getByText('Attempts').locator('xpath=..').getByText('2').waitFor();
  await worker.stop();
  expect(faults).toEqual([]);
});

test('a request that gets no answer says so and promises nothing, beside a preview that has one', async () => {
  const client = await site.stack.client({ workspace: 'unanswered' });
  const { page } = await site.visit();
  await signIn(page, client);
  const dialog = await requestData(page);
  await page.route('**/logs/exports', (route) => route.abort());
  await dialog.getByRole('button', { name: 'Request Export' }).click();
  const alert = dialog.getByRole('alert');
  await alert.getByText('We couldn’t confirm the change. Check the list before you try again.').waitFor();
  await dialog.getByRole('region', { name: 'Preview' }).getByText('In this export').waitFor();
});

test('a start that finds no Temporal is told at once, and the export stays a draft', async () => {
  const client = await site.stack.client({ workspace: 'refused' });
  await client.create({ filters: {}, requested_data: ['id'], description: 'Refused' });
  const { page } = await site.visit();
  await signIn(page, client);
  await page.route('**/start', (route) =>
    route.fulfill({
      status: 503,
      json: { error: { type: 'api', code: 'engine_unavailable', message: 'Temporal can’t be reached.', param: null } },
    }),
  );
  const refused = row(page, 'Refused');
  await refused.getByRole('button', { name: 'Start: Refused' }).click();
  await page.getByRole('status').getByText('Temporal can’t be reached.').waitFor();
  await refused.getByText('Draft').waitFor();
});
