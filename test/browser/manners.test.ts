import { readdirSync, readFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import path from 'node:path';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { root } from '../../local/paths';
import { axeViolations, requestData, row, sidewaysScroll, signIn, startSite, type Site } from './support';

let site: Site;
beforeAll(async () => {
  site = await startSite({ worker: false });
});
afterAll(() => site.stop());

const long = 'A long description, of all that the search team asked for in March and never looked at until the audit';

/** Goes through every view of the page, and calls `look` at each. */
async function walk(options: BrowserContextOptions, look: (page: Page, view: string) => Promise<void>) {
  const client = await site.stack.client({ workspace: `walk-${Math.random().toString(36).slice(2)}` });
  const { page, faults } = await site.visit(options);
  await look(page, 'sign in');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').getByText('Enter an API key.').waitFor();
  await look(page, 'sign in, refused');
  await signIn(page, client);
  await page.getByText('No exports yet').waitFor();
  await look(page, 'empty list');

  await client.create({
    filters: { ai_model: 'gpt-4o', cost_min: 1 },
    requested_data: ['id', 'cost'],
    description: long,
  });
  const stopped = await client.create({ filters: {}, requested_data: ['id'], description: 'Stopped one' });
  await client.cancel(stopped);
  await row(page, 'Stopped one').getByText('Stopped', { exact: true }).waitFor();
  await look(page, 'list');
  const dialog = await requestData(page);
  await look(page, 'Request Data');
  await dialog.getByText('Add filters').click();
  await dialog.getByRole('button', { name: 'Add metadata' }).click();
  await dialog.getByLabel('Cost: from').fill('much');
  await dialog.getByText('Choose fields').click();
  await dialog.getByRole('button', { name: 'Clear', exact: true }).click();
  await dialog.getByText('Choose at least one field.').waitFor();
  await look(page, 'Request Data with faults');
  await page.keyboard.press('Escape');
  await page.getByRole('alertdialog', { name: 'Discard this request?' }).waitFor();
  await look(page, 'question before discarding');
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('checkbox', { name: 'Select Stopped one' }).check();
  await page.getByRole('button', { name: 'More actions for Stopped one' }).click();
  await page.getByRole('menu').waitFor();
  await look(page, 'menu and selection');
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('alertdialog').waitFor();
  await look(page, 'question before deleting');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: long }).click();
  await page.getByRole('heading', { name: 'Use the API' }).waitFor();
  await look(page, 'export');
  await page.goto(`${site.url}/#/exports/none`);
  await page.getByRole('heading', { name: 'Export not found' }).waitFor();
  await look(page, 'no such export');
  await page.getByRole('link', { name: 'Schedules' }).click();
  await page.getByText('No schedules yet').waitFor();
  await look(page, 'no schedules');
  await page.getByRole('link', { name: 'Webhooks' }).click();
  await page.getByText('No webhooks yet').waitFor();
  await look(page, 'no webhooks');
  expect(faults).toEqual([]);
}

/** In both colour schemes, of which only the colours differ. */
async function violationsOf(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  const light = await axeViolations(page);
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  return [...light, ...(await axeViolations(page, ['color-contrast']))];
}

test.each([
  ['on a desktop', {}],
  ['on a tablet', { viewport: { width: 820, height: 1180 } }],
  ['on a laptop at 200 %', { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }],
  ['on a phone', { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }],
  ['on the narrowest screen', { viewport: { width: 320, height: 640 } }],
] as const)('axe finds no violation on any view and none scrolls sideways %s', async (_name, options) => {
  await walk(options, async (page, view) => {
    const found = { view, violations: await violationsOf(page), beyond: await sidewaysScroll(page) };
    expect(found).toEqual({ view, violations: [], beyond: 0 });
  });
});

test('an export is requested with the keyboard alone', async () => {
  const client = await site.stack.client({ workspace: 'keys' });
  const { page } = await site.visit({ reducedMotion: 'reduce' });
  const focused = () => page.evaluate<string>('document.activeElement.textContent || document.activeElement.ariaLabel');
  const tabTo = async (words: string) => {
    for (let presses = 0; presses < 150; presses += 1) {
      if ((await focused()) === words) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab never reached ${words}.`);
  };
  await page.keyboard.type(client.key);
  await page.keyboard.press('Enter');
  await page.getByText('No exports yet').waitFor();
  await tabTo('Request Data');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Request Data' });
  await dialog.getByText('In this export').waitFor();
  await tabTo('Request Export');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('row').getByText('Draft').waitFor();
  expect(await focused()).toBe('Request Data');
});

test('the page weighs less than 80 KB', () => {
  const assets = path.join(root, 'dist', 'web', 'assets');
  const files = [
    path.join(root, 'dist', 'web', 'index.html'),
    ...readdirSync(assets)
      .filter((name) => /\.(js|css|svg)$/.test(name))
      .map((name) => path.join(assets, name)),
  ];
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
  expect(bytes).toBeLessThan(80_000);
});

test('assets are served packed, and kept for good', async () => {
  const assets = path.join(root, 'dist', 'web', 'assets');
  for (const name of readdirSync(assets).filter((asset) => /\.(js|css)$/.test(asset))) {
    const ask = (encodings: string) =>
      new Promise<IncomingMessage>((resolve, reject) =>
        get(`${site.url}/assets/${name}`, { headers: { 'accept-encoding': encodings } }, resolve).on('error', reject),
      );
    const unpackers = { br: brotliDecompressSync, gzip: gunzipSync, identity: (bytes: Buffer) => bytes };
    for (const [encoding, unpack] of Object.entries(unpackers)) {
      const answer = await ask(encoding);
      const bytes = Buffer.concat(await answer.toArray());
      expect(answer.headers['content-encoding'] ?? 'identity').toBe(encoding);
      expect(answer.headers['cache-control']).toBe('max-age=31536000,immutable');
      expect(answer.headers.vary).toContain('Accept-Encoding');
      expect(unpack(bytes).equals(readFileSync(path.join(assets, name)))).toBe(true);
    }
  }
});

test('2,000 exports are a list like any other', async () => {
  const client = await site.stack.client({ workspace: 'crowded' });
  const id = await client.create({ filters: {}, requested_data: ['id'], description: 'Number 0' });
  const exports = site.stack.mongo.db(site.stack.config.MONGO_DATABASE).collection<{ _id: string }>('exports');
  const record = await exports.findOne({ _id: id });
  const copies = Array.from({ length: 1_999 }, (_, index) => ({
    ...record,
    _id: `copy-${index + 1}`,
    description: `Number ${index + 1}`,
    created_at: new Date(Date.now() + index),
  }));
  for (let start = 0; start < copies.length; start += 1_000)
    await exports.insertMany(copies.slice(start, start + 1_000));
  const { page } = await site.visit();
  await signIn(page, client);
  await page.getByText('more than 1,000 exports', { exact: true }).waitFor();
  await row(page, 'Number 1999').waitFor();
  await page.getByRole('link', { name: 'Older' }).click();
  await page.getByText('26–50 of more than 1,000').waitFor();
  await row(page, 'Number 1974').waitFor();
  expect(await page.evaluate('scrollY')).toBe(0);
  await row(page, 'Number 1974').getByRole('link').click();
  await page.getByRole('link', { name: 'All exports' }).click();
  await row(page, 'Number 1974').waitFor();
  await page.goto(`${site.url}/#/?page=80`);
  await row(page, 'Number 0').waitFor();
  await page.goBack();
  await row(page, 'Number 1974').waitFor();
});
