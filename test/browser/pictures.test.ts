import { createBucket } from '../support/bucket';
import { insertSamples, requestData, row, signIn, startSite, takePicture, type Site } from './support';

/** Missing at first. */
const BUCKET = 'acme-logs';
let site: Site;
beforeAll(async () => {
  site = await startSite({
    worker: false,
    variables: { EXPORT_BATCH_LOGS: '10', EXPORT_BATCHES_AT_ONCE: '1', GCS_ORGANISATION_BUCKETS: `acme=${BUCKET}` },
  });
});
afterAll(() => site.stop());

test('the pictures of the documentation', async () => {
  const client = await site.stack.client();
  await insertSamples(client, 1_500);
  const requested_data = ['id', 'created_at', 'ai_provider', 'ai_model', 'total_tokens', 'cost', 'response_time'];
  const since = { created_at: { gte: new Date(Date.now() - 86_400_000).toISOString() } };
  const create = (description: string, filters: object) =>
    client.create({ description, requested_data, filters: { ...since, ...filters } });

  await site.stack.startWorker();
  const failed = await create('Rate limits of the staging environment', { status_code: 429 });
  await client.start(failed);
  await client.settled(failed);
  await createBucket(BUCKET);
  const done = await create('Evaluation set: answers of Claude', { ai_model: 'claude-sonnet-4-5', page_size: 40 });
  await client.start(done);
  await client.settled(done);
  await client.cancel(await create('Everything, for the archive', {}));
  await create('Server errors, for the on-call review', { status_code: 500 });
  await create('March invoices: all requests of the search team', {});

  const { page } = await site.visit({ viewport: { width: 1280, height: 880 } });
  await signIn(page, client);
  const running = row(page, 'March invoices: all requests of the search team');
  await running.getByRole('button', { name: /^Start/ }).click();
  // A notice leaves by itself after seconds: at once, while it is there for sure.
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await running.getByText(/ left$/).waitFor();
  await takePicture(page, 'exports');
  await running.getByRole('link').click();
  await page.getByText(/ left$/).waitFor();
  await takePicture(page, 'running-export');

  await page.getByRole('link', { name: 'All exports' }).click();
  const dialog = await requestData(page);
  await dialog.getByRole('cell').first().waitFor();
  await takePicture(page, 'request-data');
});

test('the picture of the schedules', async () => {
  const client = await site.stack.client({ organisation: 'weekly' });
  const { page } = await site.visit({ viewport: { width: 1280, height: 760 }, timezoneId: 'Europe/Berlin' });
  const requested_data = ['created_at', 'ai_model', 'total_tokens', 'cost'];
  const schedule = (more: object) => client.send('POST', '/v1/logs/schedules', { every: 'day', ...more });
  const daysAgo = new Date(Date.now() - 2 * 86_400_000).toISOString();
  const daily = { filters: { status_code: '200' }, requested_data, format: 'parquet' };
  await schedule({
    name: 'Daily, for the warehouse',
    export: daily,
    timezone: 'Europe/Berlin',
    settle_minutes: 0,
    start_at: daysAgo,
  });
  const monthly = { filters: {}, requested_data, format: 'csv' };
  await schedule({ name: 'Costs of the month', export: monthly, every: 'month', timezone: 'America/New_York' });
  await signIn(page, client);
  await page.getByRole('link', { name: 'Schedules' }).click();
  const card = page.getByRole('region', { name: 'Daily, for the warehouse' });
  await card.getByText(/^Success/).waitFor();
  await page.getByRole('region', { name: 'Costs of the month' }).waitFor();
  await takePicture(page, 'schedules');
});
