import { CliError } from './exit-codes';
import { add, nothing } from './held';
import type { Target } from './target';

/** What stands for standard output where a file is named. */
export const STDOUT = '-';

/** Who reads may have had enough, as `head` has: then the rest is for nobody. */
const endOf = (failure: NodeJS.ErrnoException) =>
  failure.code === 'EPIPE'
    ? new CliError('ok', '', { cause: failure })
    : new CliError('failed', `Standard output was closed (${failure.code}).`, { cause: failure });

export function stdoutTarget(): Target {
  const held = nothing();
  let failure: NodeJS.ErrnoException | null = null;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => (failure = error));
  return {
    held,
    async write(chunk) {
      if (!process.stdout.write(chunk) && !failure) {
        await new Promise<void>((resolve) => {
          process.stdout.once('drain', resolve).once('error', () => resolve());
        });
      }
      if (failure) throw endOf(failure);
      add(held, chunk);
    },
    restart: () => Promise.resolve(false),
    finish: () => Promise.resolve('standard output'),
    close: () => Promise.resolve(),
  };
}
