import { startSite, type Site } from './support';

let site: Site;
beforeAll(async () => {
  site = await startSite({ worker: false });
});
afterAll(() => site.stop());

test('/docs shows every operation, from this host alone and under its content security policy', async () => {
  const { page, faults, origins } = await site.visit();
  await page.goto(`${site.url}/docs`);
  await page.getByText('/v1/logs/exports/{id}/start').waitFor();
  const { paths, webhooks } = (await (await fetch(`${site.url}/openapi.json`)).json()) as Record<
    'paths' | 'webhooks',
    Record<string, object>
  >;
  const operations = [...Object.values(paths), ...Object.values(webhooks)].flatMap((path) => Object.keys(path));
  expect(await page.locator('.opblock').count()).toBe(operations.length);
  expect(faults).toEqual([]);
  expect([...origins].filter((origin) => origin !== 'null')).toEqual([new URL(site.url).origin]);
});
