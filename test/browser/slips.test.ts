/** Slips of the hand and of the eye: none of them may make a wrong file, lose what was entered, or lose one's way. */
import {
  axeViolations,
  chooseAction,
  exportNamed,
  focusOn,
  insertSamples,
  requestData,
  row,
  signIn,
  startSite,
  type Site,
} from './support';

let site: Site;
beforeAll(async () => {
  site = await startSite({ worker: false });
});
afterAll(() => site.stop());

const draft = { filters: {}, requested_data: ['id'] };
const listed = async (client: Awaited<ReturnType<Site['stack']['client']>>) =>
  (await client.send<{ total: number }>('GET', '/v1/logs/exports')).body.total;

test('half a date is an error at its field: nothing is sent, and the preview says so', async () => {
  const client = await site.stack.client({ workspace: 'half-typed' });
  await insertSamples(client, 10);
  const { page } = await site.visit();
  await signIn(page, client);
  const dialog = await requestData(page);
  await dialog.getByRole('radio', { name: 'Custom range' }).check();
  const from = dialog.getByLabel('From', { exact: true });
  await from.click();
  await page.keyboard.press('Backspace');
  await dialog.getByRole('alert').getByText('Complete the date and time.').waitFor();
  expect(await from.getAttribute('aria-invalid')).toBe('true');
  const preview = dialog.getByRole('region', { name: 'Preview' });
  await preview.getByText('Fix the highlighted fields to see a preview.').waitFor();
  await dialog.getByRole('button', { name: 'Request Export' }).click();
  await focusOn(page, from);
  expect(await listed(client)).toBe(0);

  await from.fill('');
  await dialog.getByRole('alert').getByText('Enter a start date and time, or choose All time.').waitFor();
  await from.fill('2026-03-09T10:00:00');
  await preview.getByText('In this export').waitFor();
  const to = dialog.getByLabel('To (not included)');
  await to.click();
  await page.keyboard.press('Backspace');
  await dialog.getByRole('alert').getByText('Complete the date and time.').waitFor();
  expect(await listed(client)).toBe(0);
});

test('Enter in a field requests nothing; Ctrl+Enter does', async () => {
  const client = await site.stack.client({ workspace: 'entered' });
  const { page } = await site.visit();
  await signIn(page, client);
  const dialog = await requestData(page);
  const name = dialog.getByLabel('Name', { exact: true });
  await focusOn(page, name);
  await page.keyboard.type('By keyboard');
  await page.keyboard.press('Enter');
  await dialog.getByText('Add filters').click();
  await dialog.getByLabel('Models', { exact: true }).press('Enter');
  expect(await dialog.isVisible()).toBe(true);
  expect(await listed(client)).toBe(0);
  await page.keyboard.press('Control+Enter');
  await row(page, 'By keyboard').getByText('Draft').waitFor();
});

test('Escape asks before it discards what was entered, and a click outside changes nothing', async () => {
  const { page } = await site.visit();
  await signIn(page, await site.stack.client({ workspace: 'discarding' }));
  const dialog = await requestData(page);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });

  await requestData(page);
  const name = dialog.getByLabel('Name', { exact: true });
  await name.fill('Much work');
  await page.mouse.click(5, 5);
  const question = page.getByRole('alertdialog', { name: 'Discard this request?' });
  for (const leave of ['Escape', 'Keep editing']) {
    await page.keyboard.press('Escape');
    await question.waitFor();
    if (leave === 'Escape') await page.keyboard.press('Escape');
    else await question.getByRole('button', { name: leave }).click();
    await question.waitFor({ state: 'detached' });
    expect(await name.inputValue()).toBe('Much work');
  }
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await question.getByRole('button', { name: 'Discard' }).click();
  await dialog.waitFor({ state: 'detached' });
});

test('the keyboard pages on and on, and the way back leads to where the list was left', async () => {
  const client = await site.stack.client({ workspace: 'paging' });
  const id = await client.create({ ...draft, description: 'Number 0' });
  const exports = site.stack.mongo.db(site.stack.config.MONGO_DATABASE).collection<{ _id: string }>('exports');
  const record = await exports.findOne({ _id: id });
  await exports.insertMany(
    Array.from({ length: 79 }, (_, index) => ({
      ...record,
      _id: `paging-${index + 1}`,
      description: `Number ${index + 1}`,
      created_at: new Date(Date.now() + index + 1),
    })),
  );
  const { page } = await site.visit();
  await signIn(page, client);
  const older = page.getByRole('link', { name: 'Older' });
  await older.focus();
  for (const shown of ['26–50 of 80', '51–75 of 80', '76–80 of 80']) {
    await page.keyboard.press('Enter');
    await page.getByText(shown).waitFor();
    await focusOn(page, older);
  }
  expect(await older.getAttribute('aria-disabled')).toBe('true');
  await page.getByRole('link', { name: 'Page 1', exact: true }).click();
  // Readable where it leads nowhere, too: what says that it is disabled, axe does not look at.
  await page.getByText('1–25 of 80').waitFor();
  await page.evaluate(`document.querySelector('.pager [aria-disabled]').removeAttribute('aria-disabled')`);
  expect(await axeViolations(page, ['color-contrast'])).toEqual([]);
  const low = row(page, 'Number 57').getByRole('link');
  await low.scrollIntoViewIfNeeded();
  await low.click();
  await page.getByRole('heading', { name: 'Number 57' }).waitFor();
  const before = await page.evaluate<number>('scrollY');
  await page.goBack();
  await focusOn(page, low);
  await page.waitForFunction(`scrollY > ${before}`);
});

test('an export keeps its name, named or not, whatever becomes of it', async () => {
  const client = await site.stack.client({ workspace: 'nameless' });
  const id = await client.create(draft);
  const { page } = await site.visit();
  await signIn(page, client);
  const name = `Export ${id.slice(0, 8)}`;
  await row(page, name).waitFor();
  const exports = site.stack.mongo.db(site.stack.config.MONGO_DATABASE).collection<{ _id: string }>('exports');
  const file = { name: 'logs-export-20260309T101500Z-676320b2.jsonl', bytes: 1, crc32c: 'AAAAAA==', generation: '1' };
  await exports.updateOne({ _id: id }, { $set: { status: 'success', file, last_updated_at: new Date() } });
  await row(page, name).getByText('Success').waitFor();
});

test('before an edit drops what was written, the dialog says so', async () => {
  const client = await site.stack.client({ workspace: 'written' });
  const id = await client.create({ ...draft, description: 'Half done' });
  const exports = site.stack.mongo.db(site.stack.config.MONGO_DATABASE).collection<{ _id: string }>('exports');
  await exports.updateOne({ _id: id }, { $set: { status: 'failure', exported: 1_200, total: 5_000, attempt: 1 } });
  const { page } = await site.visit();
  await signIn(page, client);
  await chooseAction(page, 'Half done', 'Edit');
  const dialog = page.getByRole('dialog', { name: 'Edit export' });
  await dialog.getByText('Saving discards the 1,200 logs this export has already written.').waitFor();
});

test('a key is offered no fields that it may not ask for, nor what another key asked for', async () => {
  const full = await site.stack.client({ workspace: 'shared-browser' });
  const { page } = await site.visit();
  await signIn(page, full);
  let dialog = await requestData(page);
  await dialog.getByRole('button', { name: 'Fine-tuning' }).click();
  await dialog.getByLabel('Name', { exact: true }).fill('Prompts');
  await dialog.getByRole('button', { name: 'Request Export' }).click();
  await row(page, 'Prompts').waitFor();
  expect(await exportNamed(full, 'Prompts')).toMatchObject({ requested_data: ['request', 'response'] });
  await page.getByRole('button', { name: 'Sign out' }).click();

  await signIn(page, await site.stack.client({ workspace: 'shared-browser', scopes: ['logs.export'] }));
  dialog = await requestData(page);
  await dialog.getByText('8 of 32 fields: id, created_at').waitFor();
  expect(await dialog.getByRole('button', { name: 'Fine-tuning' }).count()).toBe(0);
  await dialog.getByText('Choose fields').click();
  const prompts = dialog.getByRole('checkbox', { name: /^request .*It needs the scope completions/ });
  expect(await prompts.isDisabled()).toBe(true);
});

test('a filter that matches nothing says what is near, and values are suggested', async () => {
  const client = await site.stack.client({ workspace: 'mistyped' });
  await insertSamples(client, 40);
  const { page } = await site.visit();
  await signIn(page, client);
  const dialog = await requestData(page);
  await dialog.getByText('Add filters').click();
  await dialog.getByLabel('Successful only').check();
  expect(await dialog.getByLabel('Status codes').inputValue()).toBe('200');
  await dialog.getByLabel('Successful only').uncheck();
  const models = dialog.getByLabel('Models', { exact: true });
  await models.fill('claudesonnet45');
  await dialog.getByText('No logs match.').waitFor();
  await dialog.getByRole('button', { name: 'Did you mean claude-sonnet-4-5?' }).click();
  expect(await models.inputValue()).toBe('claude-sonnet-4-5');
  await dialog.getByText('No logs match.').waitFor({ state: 'detached' });
});
