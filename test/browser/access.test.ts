import { createHash } from 'node:crypto';
import { axeViolations, focusOn, row, requestData, signIn, startSite, type Site } from './support';

let site: Site;
beforeAll(async () => {
  site = await startSite({ worker: false });
});
afterAll(() => site.stop());

const draft = { filters: {}, requested_data: ['id'] };

test('a wrong key, half a key and a key without the scope are refused in clear words', async () => {
  const { page, faults } = await site.visit();
  const trying = async (key: string, words: string | RegExp) => {
    await page.getByLabel('API key').fill(key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText(words).waitFor();
  };
  await trying('lxk_not-a-key', 'Invalid API key.');
  await trying('', 'Enter an API key.');
  await trying('schlüssel', 'An API key has no spaces or special letters.');
  const writer = await site.stack.client({ scopes: ['logs.write'] });
  await trying(writer.key, /can’t export logs.*lacks the scope logs\.export/);
  expect(await page.evaluate('sessionStorage.length')).toBe(0);
  expect(faults).toEqual([]);
});

test('the key stays in the tab, is forgotten on signing out, and once revoked ends the session', async () => {
  const client = await site.stack.client();
  const { page } = await site.visit();
  await signIn(page, client);
  await page.reload();
  await page.getByRole('heading', { name: 'Exports', exact: true }).waitFor();
  expect(await page.evaluate('JSON.stringify(localStorage) + document.cookie + location.href')).not.toContain(
    client.key,
  );
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('API key').waitFor();
  expect(await page.evaluate('sessionStorage.length')).toBe(0);

  await signIn(page, client);
  const hash = createHash('sha256').update(client.key).digest('hex');
  const { config, mongo } = site.stack;
  await mongo
    .db(config.MONGO_DATABASE)
    .collection('api_keys')
    .updateOne({ hash }, { $set: { revoked_at: new Date() } });
  await page.getByText('Your API key is no longer valid.').waitFor();
});

test('a user of another workspace, or of another organisation, sees nothing of an export', async () => {
  const owner = await site.stack.client({ workspace: 'ours' });
  const id = await owner.create({ ...draft, description: 'Ours alone' });
  for (const stranger of [{ workspace: 'theirs' }, { organisation: 'rival', workspace: 'ours' }]) {
    const { page } = await site.visit();
    await signIn(page, await site.stack.client(stranger));
    await page.getByText('No exports yet').waitFor();
    await page.goto(`${site.url}/#/exports/${id}`);
    await page.getByRole('heading', { name: 'Export not found' }).waitFor();
    expect(await page.getByText('Ours alone').count()).toBe(0);
  }
});

test('an administrator sees every workspace, and can choose one and a status', async () => {
  for (const workspace of ['north', 'south']) {
    const client = await site.stack.client({ organisation: 'twofold', workspace });
    await client.create({ ...draft, description: `Of ${workspace}` });
  }
  const { page } = await site.visit();
  await signIn(page, await site.stack.client({ organisation: 'twofold', workspace: null }));
  await row(page, 'Of north').waitFor();
  await row(page, 'Of south')
    .getByText(/ · south$/)
    .waitFor();
  await page.getByLabel('Workspace').selectOption('north');
  await row(page, 'Of south').waitFor({ state: 'detached' });
  await row(page, 'Of north').waitFor();
  await page.getByLabel('Status').selectOption('Failure');
  await page.getByText('No exports found').waitFor();
  // Of a workspace that no row was seen of.
  await page.reload();
  await page.getByLabel('Workspace').selectOption('south');
  await page.getByRole('link', { name: 'Clear filters' }).click();
  await row(page, 'Of south').waitFor();
});

test('what the API refuses is shown at its field', async () => {
  const client = await site.stack.client({ workspace: 'faulty', scopes: ['logs.export'] });
  const { page } = await site.visit();
  await signIn(page, client);
  const dialog = await requestData(page);
  await dialog.getByText('Add filters').click();
  const lowest = dialog.getByLabel('Cost: from');
  await lowest.fill('5');
  await dialog.getByLabel('Cost: up to').fill('2');
  await dialog.getByRole('alert').getByText('This must not be above cost_max').waitFor();
  expect(await lowest.getAttribute('aria-invalid')).toBe('true');
  const preview = dialog.getByRole('region', { name: 'Preview' });
  await preview.getByText('Fix the highlighted fields to see a preview.').waitFor();
  await lowest.fill('five');
  await dialog.getByRole('alert').getByText('Enter a number').waitFor();
  await dialog.getByLabel('Cost: up to').fill('');
  await lowest.fill('');
  await dialog.getByText('Add filters').waitFor();
  expect(await lowest.isVisible()).toBe(true);
  const addPair = dialog.getByRole('button', { name: 'Add metadata' });
  await addPair.click();
  await dialog.getByRole('button', { name: 'Remove pair 1' }).click();
  await focusOn(page, addPair);

  await dialog.getByText('Choose fields').click();
  const prompts = dialog.getByRole('checkbox', { name: /^request .*needs the scope completions/ });
  expect(await prompts.isDisabled()).toBe(true);
  await dialog.getByRole('radio', { name: 'Custom range' }).check();
  const from = dialog.getByLabel('From', { exact: true });
  await from.fill('2026-03-10T10:00:00');
  await dialog.getByLabel('To (not included)').fill('2026-03-09T10:00:00');
  await dialog.getByRole('alert').getByText('From must be before To.').waitFor();
  await dialog.getByRole('button', { name: 'Request Export' }).click();
  await focusOn(page, from);
  expect(await from.getAttribute('aria-invalid')).toBe('true');
  await dialog.getByRole('button', { name: 'Clear', exact: true }).click();
  await dialog.getByRole('radio', { name: 'Last hour' }).check();
  await dialog.getByRole('button', { name: 'Request Export' }).click();
  await dialog.getByRole('alert').getByText('Choose at least one field.').waitFor();
});

test('a field that an admin denies can’t be chosen, and says why; an export is shown by its person', async () => {
  const organisation = 'denying';
  const admin = await site.stack.client({ organisation, workspace: null });
  const ada = await site.stack.client({ organisation, user: 'ada@example.com' });
  const denied = await admin.send('PUT', '/v1/export-settings', { denied_fields: ['metadata.key', 'cost'] });
  expect(denied.status).toBe(200);
  await ada.create({ ...draft, description: 'By Ada' });
  await admin.create({ ...draft, description: 'By nobody in particular' });
  const { page, faults } = await site.visit();
  await signIn(page, admin);
  await row(page, 'By Ada').getByText('by ada@example.com').waitFor();
  await page.getByRole('button', { name: 'More filters' }).click();
  await page.getByLabel('Created by').selectOption('ada@example.com');
  await row(page, 'By nobody in particular').waitFor({ state: 'detached' });
  expect(page.url()).toContain('person=ada');

  // The preview is there: cost, which is among the fields that a request begins with, was left out.
  const dialog = await requestData(page);
  await dialog.getByText('Choose fields').click();
  const reason = 'An admin of your organisation doesn’t allow exporting this.';
  const box = (field: string) => dialog.getByRole('checkbox', { name: new RegExp(`^${field} `) });
  for (const field of ['metadata', 'cost']) {
    await box(field)
      .and(dialog.getByRole('checkbox', { name: reason }))
      .waitFor();
    expect(await box(field).isDisabled()).toBe(true);
    expect(await box(field).isChecked()).toBe(false);
  }
  expect(await box('ai_model').isDisabled()).toBe(false);
  await dialog.getByRole('button', { name: 'Everything' }).click();
  expect(await box('response_time').isChecked()).toBe(true);
  expect(await box('metadata').isChecked()).toBe(false);
  expect(await axeViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Discard' }).click();

  await row(page, 'By Ada').getByRole('link').click();
  await page.getByText('by ada@example.com').waitFor();
  await page.getByRole('region', { name: 'Receipt' }).getByText('ada@example.com').waitFor();
  expect(faults).toEqual([]);
});

test('a workspace that the key does not belong to is refused at its field', async () => {
  const client = await site.stack.client({ organisation: 'refusing', workspace: null });
  const { page } = await site.visit();
  await signIn(page, client);
  const dialog = await requestData(page);
  await dialog.getByText('choose a workspace').click();
  await dialog.getByLabel('Workspace', { exact: true }).fill('not a workspace');
  await dialog.getByRole('alert').getByText('must be the id of a workspace').waitFor();
});

test('two clicks at once make one export, and a dialog that was closed meanwhile leads nowhere', async () => {
  const client = await site.stack.client({ workspace: 'hasty' });
  await client.create({ ...draft, description: 'Opened meanwhile' });
  const { page } = await site.visit();
  await signIn(page, client);
  let answer = () => {};
  const opened = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/logs/exports', async (route) => {
    if (route.request().method() === 'POST') await opened;
    await route.continue();
  });
  const dialog = await requestData(page);
  await dialog.getByRole('button', { name: 'Request Export' }).focus();
  await page.evaluate('document.activeElement.click(), document.activeElement.click()');
  await dialog.getByText('Saving …').waitFor();
  await page.keyboard.press('Escape');
  await row(page, 'Opened meanwhile').getByRole('link').click();
  const heading = page.getByRole('heading', { name: 'Opened meanwhile' });
  await heading.waitFor();
  answer();
  await page.getByRole('status').getByText('Draft saved.').waitFor();
  expect(await heading.isVisible()).toBe(true);
  await page.getByRole('link', { name: 'All exports' }).click();
  await page.getByText('2 exports', { exact: true }).waitFor();
});

test('a refusal that arrives when the form was changed already is not shown against the new one', async () => {
  const client = await site.stack.client({ organisation: 'patient', workspace: null });
  const { page } = await site.visit();
  await signIn(page, client);
  let answer = () => {};
  const mended = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/logs/exports', async (route) => {
    if (route.request().method() === 'POST') await mended;
    await route.continue();
  });
  const dialog = await requestData(page);
  await dialog.getByText('choose a workspace').click();
  const workspace = dialog.getByLabel('Workspace', { exact: true });
  const refusal = dialog.getByRole('alert').getByText('must be the id of a workspace');
  await workspace.fill('not a workspace');
  await refusal.waitFor();
  await dialog.getByRole('button', { name: 'Request Export' }).click();
  await workspace.fill('');
  await dialog.getByText('Saving …').waitFor();
  answer();
  await dialog.getByRole('button', { name: 'Request Export' }).waitFor();
  await dialog.getByText('Matching logs', { exact: true }).waitFor();
  expect(await refusal.count()).toBe(0);
});
