import { accessSync, constants, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CliError } from './exit-codes';
import { STDOUT } from './stdout-target';

/** Refuses a target that can't be created or would be overwritten, before an export is created for it. */
export function checkTarget(path: string | undefined, { force }: { force: boolean }): void {
  if (path === STDOUT) return;
  if (path !== undefined) checkFile(path, force);
  const folder = dirname(`${path ?? ''}.part`);
  try {
    accessSync(`${folder}/.`, constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CliError(
      'failed',
      `No file can be made in ${folder} (${code}). Name one in another folder with --output.`,
    );
  }
}

function checkFile(path: string, force: boolean): void {
  const found = look(path);
  if (!found) return;
  if (!found.isFile()) {
    throw new CliError('failed', `"${path}" is not a regular file. Name a file, or "${STDOUT}" for standard output.`);
  }
  if (force) return;
  throw new CliError('failed', `${path} already exists. Name another file, or overwrite it with --force.`);
}

/** Null if nothing is there, or its folder is missing, which the check of the folder reports. */
function look(path: string): Stats | null {
  try {
    return statSync(resolve(path));
  } catch {
    return null;
  }
}
