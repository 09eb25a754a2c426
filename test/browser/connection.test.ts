import { row, signIn, startSite, type Site } from './support';

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
