import { type Config, ConfigError, loadConfig } from '../config';
import { EngineMissingError } from './patience';

/** Resolves when the process is told to stop. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

/** Runs an entry point with the configuration. If that is invalid, the process exits with a sentence for each fault. */
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

/** System errors, such as a port in use, have a message that says what is wrong, as ours have. */
const isSentence = (error: unknown): error is Error =>
  error instanceof ConfigError || error instanceof EngineMissingError || (error instanceof Error && 'code' in error);
