import { readFile } from 'node:fs/promises';
import { expectedLine } from '../../local/demo/expected-line';
import type { Download } from 'playwright-core';
import { exportNamed, insertSamples, requestData, row, signIn, startSite, type Site } from './support';
import { openTestBucket } from '../support/bucket';
import { insertLogs, logDocument } from '../support/log-documents';

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
  await dialog.getByText('Choose fields').click();
  await dialog.getByRole('button', { name: 'Clear', exact: true }).click();
  await dialog.getByText('Choose at least one field.').waitFor();
  for (const field of fields) await dialog.getByRole('checkbox', { name: new RegExp(`^${field} `) }).check();
  await dialog.getByLabel('Name', { exact: true }).fill('All of today');
  await dialog.getByRole('tab', { name: 'JSON' }).click();
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
  await dialog.getByText('Choose fields').click();
  await dialog.getByRole('checkbox', { name: /^trace_id / }).check();
  await dialog.getByRole('radio', { name: /^gzip/ }).check();
  await dialog.getByRole('button', { name: 'Request and start' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page
    .getByRole('row', { name: /Success/ })
    .getByText('JSON lines, compressed')
    .waitFor();

  await page.reload();
  const again = await requestData(page);
  await again.getByText('Choose fields').click();
  await again.getByRole('checkbox', { name: /^trace_id /, checked: true }).waitFor();
});

test('a fine-tuning set is previewed as conversations, with what would be left out by reason', async () => {
  const client = await site.stack.client({ workspace: 'chats' });
  const created_at = new Date(Date.now() - 60_000);
  const image = 'https://pictures.example/cat.png';
  const call = { id: 'call_1', type: 'function', function: { name: 'find_animal', arguments: '{"legs":4}' } };
  const asked = [
    { role: 'system', content: 'You know animals.' },
    { role: 'user', content: [{ type: 'image_url', image_url: { url: image } }] },
    { role: 'assistant', tool_calls: [call] },
    { role: 'tool', content: 'a cat', tool_call_id: 'call_1' },
  ];
  const workspace_slug = 'chats';
  const logOf = (messages: object[], message: object, index: number, status = 200) =>
    logDocument(index, {
      ...{ request: { body: { messages } }, response: { status, body: { choices: [{ message }] } } },
      ...{ _id: `chats-${index}`, created_at, metrics: { workspace_slug, response_status_code: status } },
    });
  await insertLogs(site.stack, [
    logOf(asked, { role: 'assistant', content: 'It is a cat.' }, 0),
    logOf([{ role: 'user', content: 'Say it.' }], { role: 'assistant', refusal: 'I will not.' }, 1),
    logOf(asked, {}, 2, 500),
    logDocument(3, { _id: 'chats-3', created_at, metrics: { workspace_slug } }),
  ]);
  const { page, origins } = await site.visit();
  await signIn(page, client);
  const dialog = await requestData(page);
  await dialog.getByRole('radio', { name: /^Fine-tuning/ }).check();
  await dialog
    .getByText(/^2 of the first 4 logs would be left out: 1 not successful, 1 not a chat request\.$/)
    .waitFor();
  const shown = dialog.getByRole('tabpanel', { name: 'First rows' });
  expect((await shown.locator('.bubble').allInnerTexts()).map((text) => text.split(/\s*\n+\s*/))).toEqual([
    ['System', 'You know animals.'],
    ['User', `Image ${image}`],
    ['Assistant', 'Calls find_animal {"legs":4}'],
    ['Tool', 'a cat'],
    ['Assistant', 'It is a cat.'],
    ['User', 'Say it.'],
    ['Assistant', 'Refuses I will not.'],
  ]);
  expect([...origins]).toEqual([site.url]);
  await dialog.getByRole('tab', { name: 'JSON' }).click();
  expect(await shown.getByRole('listitem').first().innerText()).toContain('"name":"find_animal"');
});

test('the preview says how many logs match, how many fit, and where the next part begins', async () => {
  const client = await site.stack.client({ workspace: 'parts' });
  const ids = await insertSamples(client, 60);
  const { page } = await site.visit();
  await signIn(page, client);
  const dialog = await requestData(page);
  await dialog.getByText('Limit the number of logs').click();
  await dialog.getByLabel('Number of logs to skip').fill('50,000');
  await dialog.getByText('All 60 logs are skipped').waitFor();
  await dialog.getByText('Estimated size').waitFor();
  await dialog.getByRole('radio', { name: /^gzip/ }).check();
  await dialog.getByLabel('Maximum number of logs').fill('25');
  await dialog.getByLabel('Number of logs to skip').fill('10');
  await dialog.getByText('This export holds the oldest 25').waitFor();
  await dialog.getByRole('radio', { name: 'None .jsonl', exact: true }).check();
  await dialog.getByRole('radio', { name: /^Parquet/ }).check();
  await dialog.getByRole('radio', { name: /^Snappy/, checked: true }).waitFor();
  await dialog.getByRole('columnheader', { name: /^created_at\s*TIMESTAMP$/ }).waitFor();
  await dialog.getByRole('radio', { name: /^JSON lines/ }).check();
  await dialog.getByLabel('Name', { exact: true }).fill('A part');
  await dialog.getByRole('button', { name: 'Request and start' }).click();

  const part = row(page, 'A part');
  await part.getByText('Success').waitFor();
  await part.getByText('Holds 25 of 60 matching logs').waitFor();
  await part.getByRole('link').click();
  await page.getByText('60 logs match, and this export holds 25 of them, after the oldest 10.').waitFor();

  await page.getByRole('button', { name: 'Export the rest' }).click();
  const question = page.getByRole('alertdialog', { name: 'Export the rest?' });
  await question.getByText('This starts 1 export for the remaining 25 logs.').waitFor();
  await question.getByRole('button', { name: 'Start', exact: true }).click();
  await page.getByRole('link', { name: 'All exports' }).click();
  await row(page, 'A part (part 2 of 2)').getByText('Success').waitFor();
  const [first, rest] = await Promise.all(
    ['A part', 'A part (part 2 of 2)'].map(async (name) => client.download((await exportNamed(client, name)).id)),
  );
  const idsIn = (file: Buffer) =>
    file
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { id: string }).id);
  expect([...idsIn(first!), ...idsIn(rest!)]).toEqual(ids.slice(10));

  await page.getByLabel('Select all on this page').check();
  const downloads: Download[] = [];
  const both = new Promise<void>((resolve) => {
    page.on('download', (download) => {
      if (downloads.push(download) === 2) resolve();
    });
  });
  const selected = page.getByRole('group', { name: 'Selected exports' });
  await selected.getByRole('button', { name: 'Download' }).click();
  await both;
  const files = await Promise.all(downloads.map(async (download) => readFile(await download.path())));
  expect(files.map(String).sort()).toEqual([first, rest].map(String).sort());
});
