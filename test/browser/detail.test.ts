import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { localDir } from '../../local/paths';
import { exportNamed, insertSamples, row, signIn, startSite, type Site } from './support';

let site: Site;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.stop());

test('operators find the workflow in the Temporal UI, where one is configured', async () => {
  const client = await site.stack.client({ workspace: 'operated' });
  await insertSamples(client, 1);
  const id = await client.create({ filters: {}, requested_data: ['id'] });
  await client.start(id);
  await client.settled(id);
  const { page } = await site.visit();
  await page.route(`${site.url}/`, async (route) => {
    const html = await (await route.fetch()).text();
    const filled = html.replace(/(name="temporal-ui" content=)"[^"]*"/, '$1"http://temporal.example.com/"');
    await route.fulfill({ body: filled, contentType: 'text/html' });
  });
  await page.reload();
  await signIn(page, client);
  await page.getByRole('row').getByRole('link').click();
  const link = page.getByRole('link', { name: 'Open in Temporal' });
  expect(await link.getAttribute('href')).toBe(
    `http://temporal.example.com/namespaces/default/workflows/logs-export-${id}`,
  );
});

test('a long search says how far it has come', async () => {
  const client = await site.stack.client({ workspace: 'searching' });
  const id = await client.create({ filters: {}, requested_data: ['id'], description: 'One trace of a year' });
  const exports = site.stack.mongo.db(site.stack.config.MONGO_DATABASE).collection<{ _id: string }>('exports');
  const searched = { found: 1_234, until: new Date('2026-03-09T12:00:00Z') };
  await exports.updateOne({ _id: id }, { $set: { status: 'in_progress', started_at: new Date(), searched } });
  const { page } = await site.visit();
  await signIn(page, client);
  await row(page, 'One trace of a year').getByText('Searched logs up to 9 Mar 2026, 12:00: 1,234 found').waitFor();
  await exports.updateOne({ _id: id }, { $set: { exported: 617, total: 1_234 }, $unset: { searched: '' } });
  await row(page, 'One trace of a year').getByText('617 of 1,234 logs').waitFor();
});

test('sample rows are shown when asked for; visitors without a Temporal UI see no link to it', async () => {
  const client = await site.stack.client({ workspace: 'sampled' });
  const [logId] = await insertSamples(client, 1);
  await client.create({ filters: {}, requested_data: ['id'], description: 'Rows' });
  const { page } = await site.visit();
  await signIn(page, client);
  await row(page, 'Rows').getByRole('link').click();
  await page.getByRole('button', { name: 'Show sample rows' }).click();
  await page.getByRole('cell', { name: logId! }).waitFor();
  expect(await page.getByRole('link', { name: 'Open in Temporal' }).count()).toBe(0);
});

test('an export’s page shows its record, and code that does the same', async () => {
  const client = await site.stack.client();
  await insertSamples(client, 30);
  const filters = { status_code: 200, metadata: { environment: 'staging' } };
  const id = await client.create({ filters, requested_data: ['id', 'created_at'], description: 'By code' });
  const { page, faults } = await site.visit({ permissions: ['clipboard-read', 'clipboard-write'] });
  await signIn(page, client);
  await row(page, 'By code').getByRole('link').click();
  await page.getByRole('heading', { name: 'By code', exact: true }).waitFor();
  for (const fact of [id, 'environment = staging', '200', 'main', 'acme', 'Not started yet']) {
    await page.getByText(fact, { exact: true }).first().waitFor();
  }
  await page.getByRole('button', { name: 'Copy the ID' }).click();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(id);

  const code = page.getByRole('tabpanel');
  for (const language of ['curl', 'Node', 'Python']) {
    await page.getByRole('tab', { name: language }).click();
    expect(await code.innerText()).toContain(id);
    expect(await code.innerText()).not.toContain(client.key);
  }
  await page.getByRole('tab', { name: 'Node' }).click();
  await page.getByRole('button', { name: 'Copy the Node code' }).click();
  const bytes = await runNode((await page.evaluate<string>('navigator.clipboard.readText()')) ?? '', client.key, id);
  expect(bytes.equals(await client.download(id))).toBe(true);
  await page.getByText('Success').first().waitFor();

  await page.getByRole('button', { name: 'Copy the manifest' }).click();
  const manifest = JSON.parse(await page.evaluate<string>('navigator.clipboard.readText()')) as object;
  expect(manifest).toEqual((await client.send('GET', `/v1/logs/exports/${id}/manifest`)).body);
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the manifest' }).click();
  const saved = await downloading;
  expect(saved.suggestedFilename()).toBe(`${(await client.read(id)).file!.name}.manifest.json`);
  expect(JSON.parse(readFileSync(await saved.path(), 'utf8'))).toEqual(manifest);
  expect(faults).toEqual([]);
});

test('an export whose file is no longer kept says so, offers no download, and can be requested again', async () => {
  const client = await site.stack.client({ workspace: 'expired' });
  const filters = { created_at: { gte: '2026-03-01', lte: '2026-03-02' }, status_code: '200' };
  const id = await client.create({ filters, requested_data: ['cost', 'id'], description: 'Long ago' });
  await client.start(id);
  await client.settled(id);
  const { config, mongo } = site.stack;
  const exports = mongo.db(config.MONGO_DATABASE).collection<{ _id: string }>('exports');
  await exports.updateOne({ _id: id }, { $set: { expired_at: new Date() } });
  const { page } = await site.visit();
  await signIn(page, client);
  await row(page, 'Long ago').getByText('Expired', { exact: true }).waitFor();
  await row(page, 'Long ago').getByRole('link').click();
  await page.getByText('File expired and was deleted').first().waitFor();
  expect(await page.getByLabel('What').getByRole('option').allInnerTexts()).toEqual(['Request this export again']);
  expect(await page.getByRole('tabpanel').innerText()).not.toContain(id);

  await page.getByRole('button', { name: 'Request Again: Long ago' }).click();
  const dialog = page.getByRole('dialog', { name: 'Request Data' });
  await dialog.getByLabel('Name', { exact: true }).fill('Anew');
  await dialog.getByRole('button', { name: 'Request Export' }).click();
  await row(page, 'Anew').getByText('Draft').waitFor();
  expect(await exportNamed(client, 'Anew')).toMatchObject({ filters, requested_data: ['cost', 'id'] });
});

/** Runs the copied code as a visitor would, with the published client, and answers the file that it wrote. */
async function runNode(code: string, key: string, id: string): Promise<Buffer> {
  const folder = mkdtempSync(path.join(localDir, 'copied-'));
  try {
    writeFileSync(path.join(folder, 'copied.mjs'), code);
    const env = { ...process.env, PORTKEY_API_KEY: key };
    await promisify(execFile)(process.execPath, ['copied.mjs'], { cwd: folder, env });
    return readFileSync(path.join(folder, `logs-export-${id.slice(0, 8)}.jsonl`));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
