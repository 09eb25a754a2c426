import { readFile } from 'node:fs/promises';
import { expectedLine } from '../../local/demo/expected-line';
import { exportNamed, insertSamples, requestData, row, signIn, startSite, type Site } from './support';
import { openTestBucket } from '../support/bucket';

let site: Site;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.stop());

const LOGS = 300;
const fields = ['id', 'created_at', 'status_code', 'request', 'response', 'metadata'];

test('from signing in to the downloaded file, whose bytes are those that were stored', async () => {
  const client = await site.stack.client();
  const ids = await insertSamples(client, LOGS);
  const { page, faults, origins } = await site.visit();
  await signIn(page, client);
  await page.getByText('No exports yet').waitFor();

  const dialog = await requestData(page);
  await dialog.getByRole('button', { name: 'Select none' }).click();
  await dialog.getByText('Choose at least one field.').waitFor();
  for (const field of fields) await dialog.getByRole('checkbox', { name: new RegExp(`^${field} `) }).check();
  await dialog.getByLabel('Description').fill('All of today');
  await dialog.getByText('"metadata":').first().waitFor();
  const numbers = await dialog.getByRole('definition').allInnerTexts();
  expect(numbers.filter((number) => number === String(LOGS))).toHaveLength(2);
  const sample = await dialog.getByRole('listitem').allTextContents();
  await dialog.getByRole('button', { name: 'Request Export' }).click();
  await dialog.waitFor({ state: 'detached' });

  const exported = row(page, 'All of today');
  await exported.getByText('Draft').waitFor();
  await exported.getByRole('button', { name: 'Start: All of today' }).click();
  await exported.getByText('Success').waitFor();
  const downloading = page.waitForEvent('download');
  await exported.getByRole('button', { name: 'Download All of today' }).click();
  const download = await downloading;
  const bytes = await readFile(await download.path());

  const { id, file } = await exportNamed(client, 'All of today');
  expect(download.suggestedFilename()).toBe(file!.name);
  expect(bytes.length).toBe(file!.bytes);
  expect(bytes.equals(await client.download(id))).toBe(true);
  const { config } = site.stack;
  const stored = await openTestBucket(config).read(`acme/main/${id}/${file!.name}`);
  expect(bytes.equals(stored)).toBe(true);

  const lines = bytes.toString('utf8').split('\n');
  expect(lines.pop()).toBe('');
  expect(sample).toHaveLength(5);
  expect(lines.slice(0, 5)).toEqual(sample);
  const parsed = lines.map((line) => JSON.parse(line) as { id: string; created_at: string });
  expect(parsed.map((line) => line.id)).toEqual(ids);
  for (const [number, line] of parsed.entries()) {
    const { status_code, request, response, metadata } = expectedLine(number);
    expect(line).toEqual({ id: line.id, created_at: line.created_at, status_code, request, response, metadata });
  }

  expect(faults).toEqual([]);
  const storage = new URL(download.url()).origin;
  expect([...origins]).toEqual([site.url, storage]);

  await page.context().route(`${storage}/**`, (route) => route.fulfill({ status: 404, body: 'No such object' }));
  const answer = page.context().waitForEvent('response', (response) => response.url().startsWith(storage));
  await exported.getByRole('button', { name: 'Download All of today' }).click();
  await answer;
  await exported.getByText('Success').waitFor();
  expect(page.url()).toContain(site.url);
});

test('the fields that were asked for are remembered, and a compressed export is started with its request', async () => {
  const client = await site.stack.client({ workspace: 'zipped' });
  await insertSamples(client, 20);
  const { page } = await site.visit();
  await signIn(page, client);
  const dialog = await requestData(page);
  await dialog.getByRole('checkbox', { name: /^trace_id / }).check();
  await dialog.getByRole('radio', { name: /compressed/ }).check();
  await dialog.getByRole('button', { name: 'Request and start' }).click();
  await dialog.waitFor({ state: 'detached' });
  const link = page.getByRole('row', { name: /Success/ }).getByRole('link');
  await link.waitFor();
  expect(await link.innerText()).toMatch(/\.jsonl\.gz$/);

  await page.reload();
  const again = await requestData(page);
  expect(await again.getByRole('checkbox', { name: /^trace_id / }).isChecked()).toBe(true);
});

test('the preview says how many logs match, how many fit, and where the next part begins', async () => {
  const client = await site.stack.client({ workspace: 'parts' });
  await insertSamples(client, 60);
  const { page } = await site.visit();
  await signIn(page, client);
  const dialog = await requestData(page);
  await dialog.getByLabel('Offset').fill('50,000');
  await dialog.getByText('The offset passes over all 60 logs that match').waitFor();
  await dialog.getByText('Size, about').waitFor();
  await dialog.getByRole('radio', { name: /compressed/ }).check();
  await dialog.getByText('Size before compression, about').waitFor();
  await dialog.getByLabel('Maximum number of logs').fill('25');
  await dialog.getByLabel('Offset').fill('10');
  await dialog.getByText('it holds 25 of them').waitFor();
  await dialog.getByLabel('Description').fill('A part');
  await dialog.getByRole('button', { name: 'Request and start' }).click();

  const part = row(page, 'A part');
  await part.getByText('Success').waitFor();
  await part.getByText('Holds 25 of 60 logs that match').waitFor();
  await part.getByRole('link').click();
  await page.getByText('the file holds 25 of them, after the oldest 10').waitFor();
  await page.getByText('another export with an offset of 35').waitFor();
});
