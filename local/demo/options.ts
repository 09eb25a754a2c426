import { parseArgs } from 'node:util';
import { Sentence } from '../bare/sentence.cjs';

const MOST_LOGS = 1_000_000;

export interface DemoOptions {
  logs: number;
}

/** Reads the arguments after `npm run demo --`. */
export function parseDemoOptions(args: string[]): DemoOptions {
  const given = readFlags(args).logs;
  const logs = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN;
  if (!(logs >= 1 && logs <= MOST_LOGS)) {
    throw new Sentence(
      `--logs is "${given}": give a whole number from 1 to 1000000, as in \`npm run demo -- --logs 500\`.`,
    );
  }
  return { logs };
}

function readFlags(args: string[]) {
  try {
    return parseArgs({ args, options: { logs: { type: 'string', default: '5000' } } }).values;
  } catch (error) {
    throw new Sentence(`${(error as Error).message.replace(/\.?$/, '.')} Usage: npm run demo -- [--logs N]`);
  }
}
