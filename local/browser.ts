import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { withLock } from './bare/lock.cjs';
import { run } from './bare/run.cjs';
import { Sentence } from './bare/sentence.cjs';
import { findOnPath } from './engines/executable';
import { localDir, root } from './paths';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** What Chromium needs to run as root on a machine without a display, and what keeps it from calling home. */
const flags = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

function findBrowser(): string | null {
  const configured = process.env.CHROMIUM_PATH;
  if (configured) {
    if (existsSync(configured)) return configured;
    throw new Sentence(
      `CHROMIUM_PATH is ${configured}, and there is no such file: set it to a Chromium or Chrome, or unset it.`,
    );
  }
  const macChrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  const playwrightOwn = chromium.executablePath();
  return findOnPath(names) ?? [macChrome, playwrightOwn].find((file) => file !== '' && existsSync(file)) ?? null;
}

/** As root on Debian the system's packages have a Chromium, with all the libraries that it needs. */
async function installFromDebian() {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['-q', 'update'], { env, stdout: 'stderr' });
  await run('apt-get', ['-qq', 'install', '-y', '--no-install-recommends', 'chromium'], { env, stdout: 'stderr' });
}

async function installFromPlaywright() {
  const command = path.join(root, 'node_modules', 'playwright-core', 'cli.js');
  await run(process.execPath, [command, 'install', 'chromium'], { stdout: 'stderr' });
}

/** The browser for the tests: CHROMIUM_PATH, else one that the machine has, else one that is installed now. Returns its path. */
export async function ensureBrowser(): Promise<string> {
  const there = findBrowser();
  if (there) return there;
  return withLock(path.join(localDir, 'browser.lock'), async () => {
    if (!findBrowser()) {
      console.error('Installing Chromium for the browser tests (a minute or two) …');
      const isDebianRoot = process.getuid?.() === 0 && existsSync('/etc/debian_version');
      await (isDebianRoot ? installFromDebian() : installFromPlaywright());
    }
    const installed = findBrowser();
    if (installed) return installed;
    throw new Sentence(
      'The browser tests need Chromium or Chrome, and none could be found or installed. Install one, or set CHROMIUM_PATH to it.',
    );
  });
}

/** A headless browser; the caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await ensureBrowser(), headless: true, args: flags });
}
