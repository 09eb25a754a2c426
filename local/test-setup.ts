import { ensureBrowser } from './browser';
import { ensureAzurite } from './engines/azurite';
import { installMissingEngines } from './engines/choice';
import { ensureVersitygw } from './engines/versitygw';
import { ensurePrometheus } from './prometheus';

/** Installs what the tests need besides the packages; quick where all of it is there. */
export async function main(): Promise<void> {
  await Promise.all([installMissingEngines(process.env), ensureVersitygw(), ensureAzurite()]);
  await ensureBrowser();
  await ensurePrometheus();
}
