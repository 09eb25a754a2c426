import { type Config, ConfigError, loadConfig } from '../config';
import { EngineMissingError } from './patience';

/** Resolves when the process is told to stop. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

/** Runs an entry point with the configuration; a fault of it ends the process with the sentences that name it. */
export function runMain(main: (config: Config) => Promise<void>): void {
  const start = async () => main(loadConfig());
  start().then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(isSentence(error) ? error.message : error);
      process.exit(1);
    },
  );
}

/** As ours do, an error of the system, such as a port in use, says what is wrong in its message. */
const isSentence = (error: unknown): error is Error =>
  error instanceof ConfigError || error instanceof EngineMissingError || (error instanceof Error && 'code' in error);
