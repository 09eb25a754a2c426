import { ensureBrowser } from './browser';
import { installMissingEngines } from './engines/choice';
import { ensurePrometheus } from './prometheus';

/** Installs what the tests need besides the packages; quick where all of it is there. */
export async function main(): Promise<void> {
  await installMissingEngines(process.env);
  await ensureBrowser();
  await ensurePrometheus();
}
