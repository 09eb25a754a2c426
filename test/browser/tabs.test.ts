import { row, signIn, startSite, type Site } from './support';

let site: Site;
beforeAll(async () => {
  site = await startSite({ worker: false });
});
afterAll(() => site.stop());

test('an export opened in a new tab is there without signing in, and signing out ends both', async () => {
  const client = await site.stack.client();
  await client.create({ filters: {}, requested_data: ['id'], description: 'In two tabs' });
  const { page, faults } = await site.visit();
  await signIn(page, client);
  const opened = page.context().waitForEvent('page');
  await row(page, 'In two tabs')
    .getByRole('link')
    .click({ modifiers: ['ControlOrMeta'] });
  const other = await opened;
  await other.getByRole('heading', { name: 'In two tabs' }).waitFor();
  expect(await other.evaluate('JSON.stringify(localStorage) + document.cookie + location.href')).not.toContain(
    client.key,
  );

  await other.getByRole('button', { name: 'Sign out' }).click();
  await Promise.all([page, other].map((tab) => tab.getByLabel('API key', { exact: true }).waitFor()));
  for (const tab of [page, other]) expect(await tab.evaluate('sessionStorage.length')).toBe(0);
  expect(faults).toEqual([]);
});

test('on a shared computer the key stays in its tab', async () => {
  const client = await site.stack.client({ workspace: 'library' });
  const { page } = await site.visit();
  await page.getByLabel('This is a shared computer').check();
  await signIn(page, client);
  const other = await page.context().newPage();
  await other.goto(site.url);
  await other.getByLabel('API key', { exact: true }).waitFor();
  // Whoever signs in there, too, is not given the first tab's key, nor ended with it unasked.
  const second = await site.stack.client({ workspace: 'library-2' });
  await signIn(other, second);
  await page.reload();
  await page.getByRole('heading', { name: 'Exports', exact: true }).waitFor();
});
