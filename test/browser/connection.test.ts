import type { Locator } from 'playwright-core';
import { requestData, row, signIn, startSite, type Site } from './support';

let site: Site;
beforeAll(async () => {
  site = await startSite({ worker: false });
});
afterAll(() => site.stop());

test('when the API goes away the page says so, keeps what it has, and goes on when it is back', async () => {
  const client = await site.stack.client();
  const draft = { filters: {}, requested_data: ['id'] };
  await client.create({ ...draft, description: 'Before' });
  const { page, faults } = await site.visit();
  await signIn(page, client);
  await row(page, 'Before').waitFor();

  await site.stopApi();
  await page.getByRole('alert').getByText('Can’t reach the service.').waitFor();
  await row(page, 'Before').getByRole('button', { name: 'Start: Before' }).click();
  await page.getByRole('status').getByText('We couldn’t confirm the change.').waitFor();
  expect(await row(page, 'Before').count()).toBe(1);
  await client.create({ ...draft, description: 'Meanwhile' });

  await site.restartApi();
  await page.getByRole('status').getByText('The service is available again.').waitFor();
  await row(page, 'Meanwhile').waitFor();
  await page.getByRole('alert').getByText('Can’t reach the service.').waitFor({ state: 'detached' });
  expect(faults).toEqual([]);
});

test('an API that hangs is noticed, and the page says of when its last answer is', async () => {
  const client = await site.stack.client({ workspace: 'hanging' });
  const { page } = await site.visit({ timezoneId: 'UTC' });
  await signIn(page, client);
  await page.getByText('No exports yet').waitFor();
  let askedAt = Infinity;
  await page.route('**/v1/**', () => (askedAt = Math.min(askedAt, Date.now())));
  const banner = page.getByRole('alert').getByText('Can’t reach the service.').locator('xpath=..');
  await banner.waitFor();
  const [, asOf] = /Showing data from (.*?)\. /.exec(await banner.innerText())!;
  expect(Date.parse(`${asOf} UTC`)).toBeLessThanOrEqual(askedAt);
});

test('where nothing could be loaded nothing is said to load or to be old, and a dialog goes on by itself', async () => {
  const client = await site.stack.client({ workspace: 'recovering' });
  const { page } = await site.visit();
  await signIn(page, client);
  await page.getByText('No exports yet').waitFor();
  await page.route('**/v1/**', (route) => route.abort());
  await page.reload();
  await page.getByText('Couldn’t load this page').waitFor();
  expect(await page.getByRole('status', { name: 'Loading' }).count()).toBe(0);
  const banner = page.getByRole('alert').getByText('Can’t reach the service.', { exact: true });
  await banner.waitFor();
  expect(await page.getByText('Showing data from').count()).toBe(0);
  const leftOf = async (what: Locator) => (await what.boundingBox())!.x;
  expect(await leftOf(banner.locator('xpath=../..').locator('svg'))).toBe(
    await leftOf(page.getByRole('heading', { name: 'Exports', exact: true })),
  );

  await page.unroute('**/v1/**');
  await page.getByText('No exports yet').waitFor();
  expect(await page.getByText('Couldn’t load this page').count()).toBe(0);
  const dialog = await requestData(page);
  await page.route('**/v1/**', (route) => route.abort());
  await dialog.getByRole('radio', { name: 'Last hour' }).check();
  const fault = dialog.getByText('Can’t reach the service.').first();
  await fault.waitFor();
  await page.unroute('**/v1/**');
  const back = dialog.getByRole('status').getByText('The service is available again.');
  await back.waitFor();
  await dialog.getByRole('button', { name: 'Dismiss' }).click();
  await back.waitFor({ state: 'detached' });
  await fault.waitFor({ state: 'detached' });
  await dialog.getByText('In this export').waitFor();
});

test('new exports and changes made elsewhere appear without a reload', async () => {
  const client = await site.stack.client({ workspace: 'live' });
  const { page } = await site.visit();
  await signIn(page, client);
  await page.getByText('No exports yet').waitFor();
  const id = await client.create({ filters: {}, requested_data: ['id'], description: 'From elsewhere' });
  await row(page, 'From elsewhere').getByText('Draft').waitFor();
  await client.cancel(id);
  await row(page, 'From elsewhere').getByText('Stopped').waitFor();
});

test('an export’s page waits out a rate limit, and goes on', async () => {
  const client = await site.stack.client({ workspace: 'limited' });
  const id = await client.create({ filters: {}, requested_data: ['id'], description: 'Asked too often' });
  const { page } = await site.visit();
  await signIn(page, client);
  await row(page, 'Asked too often').getByRole('link').click();
  await page.getByText('Not started yet').waitFor();
  const error = { type: 'rate_limit', code: 'rate_limited', message: 'Too many requests.', param: null };
  await page.route(`**/logs/exports/${id}`, (route) => route.fulfill({ status: 429, json: { error } }), { times: 1 });
  await page.getByRole('alert').getByText('Too many requests.').waitFor();
  await client.cancel(id);
  await page.getByText('Stopped', { exact: true }).waitFor();
});
