#!/usr/bin/env node
/** `logs-export`: the command line of the API. */
import { runProgram } from './program';

runProgram(process.argv).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
