import { until } from '../support/waiting';
import { chooseAction, exportNamed, focusOn, insertSamples, row, signIn, startSite, type Site } from './support';

let site: Site;
beforeAll(async () => {
  // Small batches, one at a time: an export that can be watched and cancelled.
  site = await startSite({ variables: { EXPORT_BATCH_LOGS: '10', EXPORT_BATCHES_AT_ONCE: '1' } });
});
afterAll(() => site.stop());

test('a running export shows how far it is, can be cancelled, and started again after an edit', async () => {
  const client = await site.stack.client();
  await insertSamples(client, 1_000);
  await client.create({ filters: {}, requested_data: ['id'], description: 'Long' });
  const { page, faults } = await site.visit();
  await signIn(page, client);
  const exported = row(page, 'Long');
  await exported.getByRole('button', { name: 'Start: Long' }).click();
  const bar = exported.getByRole('progressbar', { name: 'Progress of Long' });
  await bar.waitFor();
  await exported.getByText(/^[1-9]\d* of 1,000 logs$/).waitFor();
  await exported.getByText(/logs\/s$/).waitFor();
  await exported.getByText(/ left$/).waitFor();
  const cancel = exported.getByRole('button', { name: 'Cancel Long' });
  await cancel.click();
  await exported.getByText('Stopped').waitFor();
  const startAgain = exported.getByRole('button', { name: 'Start Again: Long' });
  await focusOn(page, startAgain);
  await startAgain.click();
  await focusOn(page, cancel);
  await cancel.getByText('Cancel', { exact: true }).click();
  await exported.getByText('Stopped').waitFor();

  await chooseAction(page, 'Long', 'Edit');
  const dialog = page.getByRole('dialog', { name: 'Edit export' });
  await dialog.getByText('Limit the number of logs').click();
  await dialog.getByLabel('Maximum number of logs').fill('30');
  await dialog.getByLabel('Name', { exact: true }).fill('Shorter');
  await dialog.getByRole('button', { name: 'Save and start' }).click();
  await row(page, 'Shorter').getByText('Success').waitFor();
  expect(await exportNamed(client, 'Shorter')).toMatchObject({ progress: { exported: 30, total: 30 }, attempt: 3 });
  expect(faults).toEqual([]);
});

test('a visitor who wants it is notified when an export ends that runs on while the page is hidden', async () => {
  const client = await site.stack.client({ workspace: 'hidden' });
  await insertSamples(client, 1_000);
  const id = await client.create({ filters: {}, requested_data: ['id'], description: 'Watched' });
  const { page } = await site.visit();
  const told: string[] = [];
  await page.exposeFunction('tell', (text: string) => told.push(text));
  await page.addInitScript(`
    window.Notification = class {
      static permission = 'default';
      static requestPermission = async () => (Notification.permission = 'granted');
      constructor(text) { tell(text); }
    };`);
  await page.reload();
  await signIn(page, client);
  await row(page, 'Watched').getByRole('link').click();
  await page.getByRole('button', { name: 'Start: Watched' }).click();
  await page.getByLabel('Notify me when it finishes').check();
  await page.evaluate(`
    Object.defineProperties(document, { hidden: { value: true }, visibilityState: { value: 'hidden' } });
    document.dispatchEvent(new Event('visibilitychange'));`);
  await client.cancel(id);
  await until(() => told.length > 0);
  expect(told).toEqual(['“Watched”: Stopped.']);
});

test('an edit keeps what it did not touch, as it was written', async () => {
  const client = await site.stack.client({ organisation: 'editing', workspace: null });
  const filters = {
    created_at: { gte: '2026-03-01', lte: '2026-03-02' },
    status_code: '200,429',
    cost_min: 0.25,
    metadata: { team: 'search' },
    offset: 5,
  };
  const requested_data = ['cost', 'id', 'req_units'];
  await client.create({ filters, requested_data, description: 'Before', workspace_id: 'edited' });
  const { page } = await site.visit({ timezoneId: 'UTC' });
  await signIn(page, client);
  await chooseAction(page, 'Before', 'Edit');
  const dialog = page.getByRole('dialog', { name: 'Edit export' });
  await dialog.getByLabel('Name', { exact: true }).fill('After');
  await dialog.getByLabel('Total tokens: up to').fill('5000');
  await dialog.getByRole('radio', { name: 'Custom range' }).check();
  expect(await dialog.getByLabel('From', { exact: true }).inputValue()).toBe('2026-03-01T00:00');
  expect(await dialog.getByLabel('To (not included)').inputValue()).toBe('2026-03-03T00:00');
  await dialog.getByRole('radio', { name: 'As before' }).check();
  const workspace = dialog.getByLabel('Workspace', { exact: true });
  await workspace.fill('');
  await dialog.getByRole('alert').getByText('An edit can’t widen an export to all workspaces.').waitFor();
  await workspace.fill('edited');
  await dialog.getByRole('button', { name: 'Save changes' }).click();
  await row(page, 'After').getByText('Draft').waitFor();
  expect(await exportNamed(client, 'After')).toMatchObject({
    filters: { ...filters, total_units_max: 5000 },
    requested_data,
  });
});

test('an edit keeps a page whose offset only the API knows, until one is entered', async () => {
  const client = await site.stack.client({ workspace: 'paged' });
  await client.create({ filters: { current_page: 1 }, requested_data: ['id'], description: 'Before' });
  const { page } = await site.visit();
  await signIn(page, client);
  const dialog = page.getByRole('dialog', { name: 'Edit export' });
  await chooseAction(page, 'Before', 'Edit');
  await dialog.getByText('Leave empty to keep page 1').waitFor();
  await dialog.getByLabel('Name', { exact: true }).fill('After');
  await dialog.getByRole('button', { name: 'Save changes' }).click();
  await row(page, 'After').waitFor();
  expect((await exportNamed(client, 'After')).filters).toEqual({ current_page: 1 });

  await chooseAction(page, 'After', 'Edit');
  await dialog.getByLabel('Number of logs to skip').fill('7');
  await dialog.getByRole('button', { name: 'Save changes' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect((await exportNamed(client, 'After')).filters).toEqual({ offset: 7 });
});

test('an own time range is entered in the visitor’s zone and sent in UTC', async () => {
  const client = await site.stack.client({ workspace: 'zoned' });
  await client.create({ filters: {}, requested_data: ['id'], description: 'Zoned' });
  const { page } = await site.visit({ timezoneId: 'Asia/Kolkata' });
  await signIn(page, client);
  await chooseAction(page, 'Zoned', 'Edit');
  const dialog = page.getByRole('dialog', { name: 'Edit export' });
  await dialog.getByRole('radio', { name: 'Custom range' }).check();
  await dialog.getByText('Enter a start date and time').waitFor();
  await dialog.getByLabel('From', { exact: true }).fill('2026-03-09T10:00:00');
  await dialog.getByLabel('To (not included)').fill('2026-03-10T10:00:00');
  await dialog.getByText('2026-03-09 04:30:00 – 2026-03-10 04:30:00').waitFor();
  await dialog.getByRole('button', { name: 'Save changes' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect((await exportNamed(client, 'Zoned')).filters).toEqual({
    created_at: { gte: '2026-03-09T04:30:00Z', lt: '2026-03-10T04:30:00Z' },
  });
});

test('deleting asks first, and leads to the list', async () => {
  const client = await site.stack.client({ workspace: 'deleted' });
  await client.create({ filters: {}, requested_data: ['id'], description: 'Unwanted' });
  await client.create({ filters: {}, requested_data: ['id'], description: 'Not needed' });
  const { page } = await site.visit();
  await signIn(page, client);
  await chooseAction(page, 'Unwanted', 'Delete');
  const question = page.getByRole('alertdialog', { name: 'Delete this export?' });
  await question.getByRole('button', { name: 'Cancel' }).click();
  await question.waitFor({ state: 'detached' });
  await focusOn(page, page.getByRole('button', { name: 'More actions for Unwanted' }));
  await chooseAction(page, 'Unwanted', 'Delete');
  await question.getByRole('button', { name: 'Delete', exact: true }).click();
  await row(page, 'Unwanted').waitFor({ state: 'detached' });
  const heading = page.getByRole('heading', { name: 'Exports', exact: true });
  await focusOn(page, heading);

  await row(page, 'Not needed').getByRole('link').click();
  await chooseAction(page, 'Not needed', 'Delete');
  await question.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByText('No exports yet').waitFor();
  await focusOn(page, heading);
});
