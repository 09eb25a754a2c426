/**
 * What people come for, with the keyboard alone: no mouse, and no focus that Tab did not bring. The same export each week is in
 * schedules.test.ts.
 */
import { readFile } from 'node:fs/promises';
import { crc32c } from '@node-rs/crc32';
import type { Locator, Page } from 'playwright-core';
import { crc32cBase64 } from '../../src/encode/crc';
import { trigramsOf } from '../../src/stores/trigrams';
import { createBucket } from '../support/bucket';
import { readCsv } from '../support/csv';
import { insertLogs, logDocuments } from '../support/log-documents';
import { exportNamed, focusOn, insertSamples, row, startSite, type Site } from './support';

/** Missing at first. */
const BUCKET = 'broken-logs';
const DAY_MS = 86_400_000;

let site: Site;
beforeAll(async () => {
  site = await startSite({ variables: { GCS_ORGANISATION_BUCKETS: `broken=${BUCKET}` } });
});
afterAll(() => site.stop());

const hasFocus = async (control: Locator) => (await control.and(control.page().locator(':focus')).count()) === 1;

/** Presses Tab until the control has the focus. */
async function reach(control: Locator): Promise<void> {
  await control.waitFor();
  for (let presses = 0; presses < 150; presses += 1) {
    if (await hasFocus(control)) return;
    await control.page().keyboard.press('Tab');
  }
  throw new Error(`Tab never reached ${control.toString()}.`);
}

async function press(control: Locator, key = 'Enter'): Promise<void> {
  await reach(control);
  await control.page().keyboard.press(key);
}

/** Moves within a group of radio buttons, from the one that is chosen. */
async function pick(from: Locator, to: Locator): Promise<void> {
  await reach(from);
  for (let presses = 0; presses < 15 && !(await to.isChecked()); presses += 1) {
    await to.page().keyboard.press('ArrowRight');
  }
  await focusOn(to.page(), to);
}

async function enter(key: string, options = {}): Promise<Page> {
  const { page } = await site.visit({ timezoneId: 'UTC', ...options });
  await page.keyboard.type(key);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Exports', exact: true }).waitFor();
  return page;
}

async function openRequest(page: Page): Promise<Locator> {
  await press(page.getByRole('button', { name: 'Request Data' }));
  const dialog = page.getByRole('dialog', { name: 'Request Data' });
  await focusOn(page, dialog.getByLabel('Name', { exact: true }));
  return dialog;
}

/** What the preview says. */
const numbersOf = (dialog: Locator) => dialog.getByRole('region', { name: 'Preview' }).getByRole('definition');

async function downloadBy(button: Locator): Promise<Buffer> {
  const downloading = button.page().waitForEvent('download');
  await press(button);
  return readFile(await (await downloading).path());
}

test('finance: last month’s cost in a spreadsheet, and a colleague does the same by its template', async () => {
  const client = await site.stack.client({ organisation: 'finance' });
  const now = new Date();
  const lastMonth = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 15);
  const costs = [12.5, 0.25, '7.25', 1_000];
  const documents = logDocuments(costs.length + 1, (index) => ({
    organisation_id: 'finance',
    created_at: index < costs.length ? new Date(lastMonth + index) : now,
    metrics: { workspace_slug: 'main', cost: costs[index] ?? 5, total_units: 100 },
  }));
  await insertLogs(site.stack, documents);
  const page = await enter(client.key);
  const dialog = await openRequest(page);
  await page.keyboard.type('Costs of last month');
  await pick(dialog.getByRole('radio', { name: 'Last 24 hours' }), dialog.getByRole('radio', { name: 'Last month' }));
  await press(dialog.getByRole('button', { name: 'Cost report' }));
  await pick(dialog.getByRole('radio', { name: /^JSON lines/ }), dialog.getByRole('radio', { name: /^CSV/ }));
  await numbersOf(dialog).filter({ hasText: '$10.20' }).waitFor();
  await numbersOf(dialog).filter({ hasText: /^400$/ }).waitFor();
  await press(dialog.getByRole('button', { name: 'Save as template' }));
  const saving = dialog.getByLabel('Template name');
  await focusOn(page, saving);
  expect(await saving.inputValue()).toBe('Costs of last month');
  await press(dialog.getByRole('button', { name: 'Save', exact: true }));
  await page.getByText('Template “Costs of last month” saved.').waitFor();
  await press(dialog.getByRole('button', { name: 'Request and start' }));
  const button = row(page, 'Costs of last month').getByRole('button', { name: /^Download/ });
  const [head, ...rows] = readCsv((await downloadBy(button)).toString());
  const cost = head!.indexOf('cost');
  expect(rows.map((cells) => Number(cells[cost]))).toEqual(costs.map(Number));

  // Without the scope of prompts, and a month later: the range moves, and what is not allowed is left out.
  const withPrompts = { filters: { ai_model: 'gpt-4o' }, requested_data: ['request', 'id'], name: 'Prompts' };
  await client.send('POST', '/v1/logs/export-templates', withPrompts);
  const colleague = await enter((await site.stack.client({ organisation: 'finance', scopes: ['logs.export'] })).key);
  const theirs = await openRequest(colleague);
  const templates = theirs.getByRole('combobox', { name: 'Template', exact: true });
  await press(templates, 'P');
  await theirs.getByText('You can’t export some fields of this template, so they were left out: request.').waitFor();
  expect(await theirs.getByLabel('Models', { exact: true }).inputValue()).toBe('gpt-4o');
  await press(templates, 'ArrowUp');
  await numbersOf(theirs).filter({ hasText: '$10.20' }).waitFor();
  expect(await theirs.getByRole('radio', { name: 'Last month' }).isChecked()).toBe(true);
  await press(theirs.getByLabel('Name', { exact: true }), 'A');
  await press(theirs.getByRole('button', { name: 'Request Export' }));
  await row(colleague, 'A').getByText('Draft').waitFor();
  expect(await exportNamed(client, 'A')).toMatchObject({ format: 'csv', relative_range: 'last_month' });

  const again = await openRequest(colleague);
  await press(again.getByRole('combobox', { name: 'Template', exact: true }), 'P');
  await press(again.getByRole('button', { name: 'Delete the template Prompts' }));
  await press(colleague.getByRole('alertdialog').getByRole('button', { name: 'Delete', exact: true }));
  await colleague.getByText('Template “Prompts” deleted.').waitFor();
});

test('a fine-tuning set, and an auditor’s proof of it', async () => {
  const client = await site.stack.client({ workspace: 'tuning' });
  await insertSamples(client, 40);
  const page = await enter(client.key);
  const dialog = await openRequest(page);
  await page.keyboard.type('Training');
  await pick(
    dialog.getByRole('radio', { name: /^JSON lines/ }),
    dialog.getByRole('radio', { name: /^Fine-tuning set/ }),
  );
  await press(dialog.getByRole('button', { name: 'Request and start' }));
  const set = await downloadBy(row(page, 'Training').getByRole('button', { name: /^Download/ }));
  const lines = set.toString().trimEnd().split('\n');
  const kinds = lines.map((line) => (JSON.parse(line) as { messages: { role: string }[] }).messages.at(-1)!.role);
  expect([...new Set(kinds)]).toEqual(['assistant']);

  await press(row(page, 'Training').getByRole('link', { name: 'Training' }));
  const receipt = page.getByRole('region', { name: 'Receipt' });
  const checksum = crc32cBase64(crc32c(set));
  await receipt.getByText(checksum).waitFor();
  await receipt.getByText('Left out').waitFor();
  const manifest = JSON.parse(
    (await downloadBy(page.getByRole('button', { name: 'Download the manifest' }))).toString(),
  ) as object;
  expect(manifest).toMatchObject({ rows: lines.length, file: { bytes: set.length, crc32c: checksum } });
});

test('coming back the next day: the file is still there, and the same is requested anew for the last 24 hours', async () => {
  const client = await site.stack.client({ workspace: 'returning' });
  await insertSamples(client, 10);
  const yesterday = new Date(Date.now() - DAY_MS);
  const filters = { created_at: { gte: new Date(Date.now() - 2 * DAY_MS).toISOString(), lt: yesterday.toISOString() } };
  const asked = { filters, requested_data: ['id'], description: 'Daily', relative_range: 'last_24_hours' };
  const id = await client.create(asked);
  await client.start(id);
  await client.settled(id);
  const exports = site.stack.mongo.db(site.stack.config.MONGO_DATABASE).collection<{ _id: string }>('exports');
  await exports.updateOne({ _id: id }, { $set: { created_at: yesterday, completed_at: yesterday } });
  const page = await enter(client.key);
  expect((await downloadBy(page.getByRole('button', { name: 'Download Daily' }))).length).toBe(0);
  await press(page.getByRole('button', { name: 'More actions for Daily' }));
  const item = page.getByRole('menuitem', { name: 'Request Again' });
  await page.getByRole('menu').waitFor();
  while (!(await hasFocus(item))) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Request Data' });
  await numbersOf(dialog).filter({ hasText: /^10$/ }).first().waitFor();
  await page.keyboard.press('Control+Enter');
  await row(page, 'Daily').getByText('Draft').waitFor();
  const { relative_range, filters: anew } = await exportNamed(client, 'Daily');
  expect(relative_range).toBe('last_24_hours');
  const { gte } = anew.created_at as { gte: string };
  expect(Date.parse(gte)).toBeGreaterThanOrEqual(yesterday.getTime() - 1_000);
});

test('Start Again, once what made an export fail is mended', async () => {
  const client = await site.stack.client({ organisation: 'broken' });
  await insertSamples(client, 10);
  const id = await client.create({ filters: {}, requested_data: ['id'], description: 'Failed' });
  await client.start(id);
  expect((await client.settled(id)).status).toBe('failure');
  await createBucket(BUCKET);
  const page = await enter(client.key);
  await press(page.getByRole('button', { name: 'Start Again: Failed' }));
  const file = await downloadBy(page.getByRole('button', { name: 'Download Failed' }));
  expect(file.toString().trimEnd().split('\n')).toHaveLength(10);
});

test('one of 200 exports is found', async () => {
  const client = await site.stack.client({ workspace: 'many' });
  const id = await client.create({ filters: {}, requested_data: ['id'], description: 'Number 0' });
  const exports = site.stack.mongo.db(site.stack.config.MONGO_DATABASE).collection<{ _id: string }>('exports');
  const record = await exports.findOne({ _id: id });
  await exports.insertMany(
    Array.from({ length: 199 }, (_, index) => {
      const description = index === 41 ? 'Invoices of the audit' : `Number ${index + 1}`;
      return { ...record, _id: `many-${index + 1}`, description, description_trigrams: trigramsOf(description) };
    }),
  );
  const page = await enter(client.key);
  await page.getByText('200 exports', { exact: true }).waitFor();
  await reach(page.getByLabel('Search', { exact: true }));
  await page.keyboard.type('of the audit');
  await page.getByText('1 export found').waitFor();
  await press(page.getByRole('link', { name: 'Invoices of the audit' }));
  await page.getByRole('heading', { name: 'Invoices of the audit' }).waitFor();
});
