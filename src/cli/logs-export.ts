#!/usr/bin/env node
/** `logs-export`: the command line of the API. */
import { exitCodes } from './exit-codes';
import { tell } from './output';
import { runProgram } from './program';

process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  // Who reads has had enough, as `head` has: the rest is for nobody.
  if (code === 'EPIPE') return;
  tell(`Standard output can't be written (${code}).`);
  process.exit(exitCodes.failed.code);
});
process.stderr.on('error', () => undefined);

runProgram(process.argv).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
