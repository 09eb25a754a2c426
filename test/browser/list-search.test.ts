import { insertSamples, row, sidewaysScroll, signIn, startSite, type Site } from './support';

let site: Site;
beforeAll(async () => {
  site = await startSite({ worker: false, variables: { EXPORT_RETENTION_DAYS: '30' } });
});
afterAll(() => site.stop());

const draft = { filters: {}, requested_data: ['id'] };

test('one of many exports is found by search, status and creation day, and the view can be sent to a colleague', async () => {
  const client = await site.stack.client({ workspace: 'searched' });
  await client.create({ ...draft, description: 'March invoices' });
  const old = await client.create({ ...draft, description: 'April invoices' });
  const gone = await client.create({ ...draft, description: 'Long ago' });
  await client.create({ ...draft, description: 'Evaluation set' });
  const exports = site.stack.mongo.db(site.stack.config.MONGO_DATABASE).collection<{ _id: string }>('exports');
  await exports.updateOne({ _id: old }, { $set: { created_at: new Date('2026-03-09T12:00:00Z') } });
  await exports.updateOne({ _id: gone }, { $set: { status: 'success', expired_at: new Date() } });
  const { page } = await site.visit({ timezoneId: 'UTC' });
  await signIn(page, client);
  await page.getByLabel('Search', { exact: true }).fill('INVOICES');
  await page.getByText('2 exports found').waitFor();
  await page.getByRole('button', { name: 'More filters' }).click();
  await page.getByLabel('Created to').fill('2026-03-09');
  await page.getByText('1 export found').waitFor();
  await row(page, 'April invoices').waitFor();

  const colleague = await page.context().newPage();
  await colleague.goto(page.url());
  await row(colleague, 'April invoices').waitFor();
  expect(await colleague.getByLabel('Search', { exact: true }).inputValue()).toBe('INVOICES');

  await page.goto(`${site.url}/#/`);
  await page.getByLabel('Status').selectOption('Expired');
  await row(page, 'Long ago').getByText('Expired', { exact: true }).waitFor();
  await page.getByText('1 export found').waitFor();
  await page.getByLabel('Status').selectOption('Success');
  await page.getByText('No exports found').waitFor();
});

test('an export names the key that made it; filters by key and format, and the order, are in the address', async () => {
  const client = await site.stack.client({ workspace: 'made' });
  await client.create({ ...draft, description: 'By hand' });
  const database = site.stack.mongo.db(site.stack.config.MONGO_DATABASE);
  await database.collection('api_keys').updateOne({ workspace_id: 'made' }, { $set: { name: 'Finance job' } });
  const other = await site.stack.client({ workspace: 'made' });
  await other.create({ ...draft, description: 'Of another key' });
  await client.create({ ...draft, description: 'For a spreadsheet', format: 'csv' });
  const { page } = await site.visit();
  await signIn(page, client);
  await row(page, 'By hand').getByText('by Finance job').waitFor();
  const titles = () => page.locator('.export-title').allInnerTexts();
  expect(await titles()).toEqual(['For a spreadsheet', 'Of another key', 'By hand']);
  await page.getByRole('button', { name: 'More filters' }).click();
  await page.getByLabel('API key').selectOption('Finance job');
  await page.getByText('2 exports found').waitFor();
  await page.getByLabel('Sort').selectOption('Oldest first');
  await page.locator('tbody tr').first().getByText('By hand').waitFor();
  expect(await titles()).toEqual(['By hand', 'For a spreadsheet']);
  await page.getByLabel('Format').selectOption('CSV');
  await page.getByText('1 export found').waitFor();
  await page.reload();
  await page.getByText('1 export found').waitFor();
  expect(await titles()).toEqual(['For a spreadsheet']);
});

test('several exports are deleted at once', async () => {
  const client = await site.stack.client({ workspace: 'bulk' });
  for (const description of ['One', 'Two', 'Kept']) await client.create({ ...draft, description });
  const { page } = await site.visit();
  await signIn(page, client);
  await page.getByLabel('Select One').check();
  await page.getByLabel('Select Two').check();
  await page.getByText('2 selected').waitFor();
  await page.getByRole('group', { name: 'Selected exports' }).getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('alertdialog', { name: 'Delete 2 exports?' }).getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('status').getByText('2 exports deleted.').waitFor();
  await row(page, 'One').waitFor({ state: 'detached' });
  await row(page, 'Two').waitFor({ state: 'detached' });
  await row(page, 'Kept').waitFor();
});

test('at least twelve exports fit on a screen of 900 pixels, and the list is a table down to 820', async () => {
  const client = await site.stack.client({ workspace: 'dense' });
  await insertSamples(client, 5);
  for (let n = 0; n < 14; n += 1) {
    await client.create({ filters: { status_code: 200 }, requested_data: ['id'], description: `Weekly report ${n}` });
  }
  const { page } = await site.visit({ viewport: { width: 1440, height: 900 } });
  await signIn(page, client);
  await page.getByText('14 exports', { exact: true }).waitFor();
  const rows = await page.locator('tbody tr').all();
  const boxes = await Promise.all(rows.map((shown) => shown.boundingBox()));
  await row(page, 'Weekly report 0').getByText('All time · status 200 · JSON lines').waitFor();
  expect(boxes.filter((box) => box!.y + box!.height <= 900).length).toBeGreaterThanOrEqual(12);

  const exports = site.stack.mongo.db(site.stack.config.MONGO_DATABASE).collection('exports');
  const file = { name: 'logs-export-20260309T101500Z-676320b2.jsonl', bytes: 1, crc32c: 'AAAAAA==', generation: '1' };
  const part = {
    status: 'success',
    file,
    completed_at: new Date(),
    total: 50_000,
    total_records: 1e6,
    truncated: true,
  };
  await exports.updateOne({ description: 'Weekly report 0' }, { $set: part });
  await exports.updateOne({ description: 'Weekly report 1' }, { $set: { status: 'stopped' } });
  const { page: narrow } = await site.visit({
    viewport: { width: 820, height: 900 },
    timezoneId: 'America/Argentina/Buenos_Aires',
  });
  await signIn(narrow, client);
  await row(narrow, 'Weekly report 0').getByText('Holds 50,000 of 1,000,000 matching logs').waitFor();
  expect(await narrow.getByRole('columnheader', { name: 'Status' }).isVisible()).toBe(true);
  expect(await sidewaysScroll(narrow)).toBe(0);
});

test('one switch shows every time of the page in UTC, and takes times so', async () => {
  const client = await site.stack.client({ workspace: 'clocks' });
  const id = await client.create({ ...draft, description: 'Timed' });
  const exports = site.stack.mongo.db(site.stack.config.MONGO_DATABASE).collection<{ _id: string }>('exports');
  const created_at = new Date('2025-03-09T22:00:00Z');
  const file = { name: 'logs-export-20250309T220000Z-676320b2.jsonl', bytes: 1, crc32c: 'AAAAAA==', generation: '1' };
  const ended = { status: 'success', file, completed_at: created_at };
  await exports.updateOne({ _id: id }, { $set: { created_at, ...ended } });
  const { page } = await site.visit({ timezoneId: 'Asia/Kolkata' });
  await signIn(page, client);
  await page.getByRole('columnheader', { name: /^Created \(Asia\/(Kolkata|Calcutta)\)$/ }).waitFor();
  await row(page, 'Timed').getByText('10 Mar 2025, 03:30').waitFor();
  await row(page, 'Timed').getByText('Available until 9 Apr 2025').waitFor();
  await page.getByLabel('Time zone').selectOption('UTC');
  await page.getByRole('columnheader', { name: 'Created (UTC)' }).waitFor();
  await row(page, 'Timed').getByText('9 Mar 2025, 22:00').waitFor();
  await row(page, 'Timed').getByText('Available until 8 Apr 2025').waitFor();
  await page.getByRole('button', { name: 'Request Data' }).click();
  const dialog = page.getByRole('dialog', { name: 'Request Data' });
  await dialog.getByRole('radio', { name: 'Custom range' }).check();
  await dialog.getByLabel('From', { exact: true }).fill('2025-03-01T00:00:00');
  await dialog.getByLabel('To (not included)').fill('2025-04-01T00:00:00');
  await dialog.getByLabel('Name', { exact: true }).fill('A UTC month');
  await dialog.getByRole('button', { name: 'Request Export' }).click();
  await row(page, 'A UTC month').waitFor();
  const { body } = await client.send<{ data: { filters: object }[] }>('GET', '/v1/logs/exports?search=month');
  expect(body.data[0]!.filters).toEqual({ created_at: { gte: '2025-03-01T00:00:00Z', lt: '2025-04-01T00:00:00Z' } });
});

test('a relative range stays relative when it is requested again', async () => {
  const client = await site.stack.client({ workspace: 'weekly' });
  const id = await client.create({
    filters: { created_at: { gte: '2025-03-01T00:00:00Z', lt: '2025-03-08T00:00:00Z' } },
    requested_data: ['id'],
    description: 'Weekly',
    relative_range: 'last_7_days',
  });
  const exports = site.stack.mongo.db(site.stack.config.MONGO_DATABASE).collection<{ _id: string }>('exports');
  await exports.updateOne({ _id: id }, { $set: { status: 'success', expired_at: new Date() } });
  const { page } = await site.visit();
  await signIn(page, client);
  await page.getByRole('button', { name: 'Request Again: Weekly' }).click();
  const dialog = page.getByRole('dialog', { name: 'Request Data' });
  expect(await dialog.getByRole('radio', { name: 'Last 7 days' }).isChecked()).toBe(true);
  await dialog.getByLabel('Name', { exact: true }).fill('This week');
  const before = Date.now();
  await dialog.getByRole('button', { name: 'Request Export' }).click();
  await row(page, 'This week').waitFor();
  const { body } = await client.send<{ data: { relative_range: string; filters: { created_at: { lt: string } } }[] }>(
    'GET',
    '/v1/logs/exports?search=this%20week',
  );
  expect(body.data[0]!.relative_range).toBe('last_7_days');
  expect(Math.abs(Date.parse(body.data[0]!.filters.created_at.lt) - before)).toBeLessThan(600_000);
});
