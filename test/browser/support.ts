/** Drives the Exports page in a real browser, as the built API serves it. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import axe from 'axe-core';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { sampleLog } from '../../local/demo/sample-log';
import { freePorts } from '../../local/engines/ports';
import type { RunningProcess } from '../../local/engines/process';
import { localDir, root } from '../../local/paths';
import { startApi } from '../../local/services';
import type { ExportAnswer } from '../../src/contract/export-answers';
import { launchBrowser } from '../support/browser';
import type { ApiClient } from '../support/client';
import { startStack, type Stack } from '../support/stack';

export interface Site {
  stack: Stack;
  /** Where the page is: the production API, in a process of its own. */
  url: string;
  /** A fresh browser profile, on the sign-in view. */
  visit(options?: BrowserContextOptions): Promise<Visit>;
  stopApi(): Promise<void>;
  restartApi(): Promise<void>;
  stop(): Promise<void>;
}

export interface Visit {
  page: Page;
  /** Faults that the page reported to the console: of scripts, and of what the content security policy kept out. */
  faults: string[];
  /** The origins that were asked for anything. */
  origins: Set<string>;
}

interface SiteOptions {
  worker?: boolean;
  variables?: Record<string, string>;
}

export async function startSite({ worker = true, variables = {} }: SiteOptions = {}): Promise<Site> {
  if (!existsSync(path.join(root, 'dist', 'web', 'index.html'))) {
    throw new Error('The page is not built: run `npm run build` first.');
  }
  const stack = await startStack({ worker, variables });
  const { MONGO_DATABASE, TEMPORAL_TASK_QUEUE, GCS_PREFIX } = stack.config;
  const env = { ...process.env, ...variables, MONGO_DATABASE, TEMPORAL_TASK_QUEUE, GCS_PREFIX, LOG_LEVEL: 'warn' };
  const [port] = (await freePorts(1)) as [number];
  const dataDir = path.join(localDir, `test-browser-${process.pid}-${port}`);
  const start = () => startApi({ dataDir, env }, port);
  const url = `http://127.0.0.1:${port}`;
  let api: RunningProcess = await start();
  const browser: Browser = await launchBrowser();
  return {
    stack,
    url,
    visit: (options) => visit(browser, url, options),
    stopApi: () => api.stop(),
    restartApi: async () => {
      api = await start();
    },
    async stop() {
      await browser.close();
      await api.stop();
      await stack.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'en-GB', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(90_000);
  const faults: string[] = [];
  const origins = new Set<string>();
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    // The browser reports each answer of 400 and above itself; the tests see those on the page.
    const isReport = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isReport) faults.push(message.text());
  });
  context.on('request', (request) => origins.add(new URL(request.url()).origin));
  await page.goto(url);
  await page.getByRole('heading', { name: 'Logs Export' }).waitFor();
  return { page, faults, origins };
}

export async function signIn(page: Page, { key }: Pick<ApiClient, 'key'>): Promise<void> {
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Exports', exact: true }).waitFor();
}

/** The row of the list with this title. */
export const row = (page: Page, title: string) =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name: title, exact: true }) });

/** Waits until this has the keyboard's focus. */
export const focusOn = (page: Page, control: Locator) => control.and(page.locator(':focus')).waitFor();

/** Chooses from the menu beside an export's main button. */
export async function chooseAction(page: Page, title: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `More actions for ${title}` }).click();
  await page.getByRole('menuitem', { name: action, exact: true }).click();
}

/** The export of this description, as the API has it. */
export async function exportNamed(client: ApiClient, description: string): Promise<ExportAnswer> {
  const { body } = await client.send<{ data: ExportAnswer[] }>('GET', '/v1/logs/exports');
  const found = body.data.find((exported) => exported.description === description);
  if (!found) throw new Error(`There is no export ${description}.`);
  return found;
}

/** Opens Request Data and waits for the first preview. */
export async function requestData(page: Page) {
  await page.getByRole('button', { name: 'Request Data' }).click();
  const dialog = page.getByRole('dialog', { name: 'Request Data' });
  await dialog.getByText('In this export').waitFor();
  return dialog;
}

/** Writes sample logs, whose numbers count from 0, a second apart up to now, and answers their ids in that order. */
export async function insertSamples(client: ApiClient, count: number): Promise<string[]> {
  const newest = Date.now() - 2_000;
  const sample = (number: number) => {
    const { response, ...rest } = sampleLog(number);
    return {
      ...rest,
      response: { ...response, created_at: new Date(newest - (count - number) * 1_000).toISOString() },
    };
  };
  const ids: string[] = [];
  for (let start = 0; start < count; start += 500) {
    const logs = Array.from({ length: Math.min(500, count - start) }, (_, index) => sample(start + index));
    const { status, body } = await client.insert(logs);
    if (status !== 200) throw new Error(`the insert answered ${status}: ${JSON.stringify(body)}`);
    ids.push(...body.data.map(({ id }) => id));
  }
  return ids;
}

/** What axe finds wrong on the page as it stands, in words; by all of its rules unless some are named. */
export async function axeViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  await page.evaluate(axe.source);
  const options = JSON.stringify({ resultTypes: ['violations'], ...(rules && { runOnly: rules }) });
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, ${options})`);
  return violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ html }) => html).join(' ')})`);
}

/** By how many pixels the page is wider than the screen. */
export const sidewaysScroll = (page: Page) =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** Keeps a picture: for the documentation where UPDATE_PICTURES=1, else among what the run leaves in .local. */
export async function takePicture(page: Page, name: string): Promise<void> {
  const folder =
    process.env.UPDATE_PICTURES === '1' ? path.join(root, 'docs', 'images') : path.join(localDir, 'pictures');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' });
}
