import { parseArgs } from 'node:util';
import { Sentence } from '../local/bare/sentence.cjs';

export const sections = [
  'transcode',
  'export',
  'parts',
  'small',
  'formats',
  'scale',
  'memory',
  'stores',
  'load',
  'long-life',
  'leak',
] as const;
export type Section = (typeof sections)[number];

export interface BenchOptions {
  only: readonly Section[];
  /** Exports of how many logs. */
  sizes: readonly number[];
  rounds: number;
  /** Of the audit trail; the list of exports is no longer than 100,000. */
  entries: number;
  /** Where the results are written as JSON; null: nowhere. */
  json: string | null;
  /** Where to put a CPU profile of the worker during the target's exports; null: none is taken. */
  profile: string | null;
}

const usage = `Usage: npm run bench -- [--only ${sections.join(',')}] [--sizes 10000,50000] [--rounds 5] [--entries 1000000] [--json FILE] [--profile FILE]`;

const wrong = (what: string) => new Sentence(`${what}\n${usage}`);

function wholeNumbers(flag: string, text: string): number[] {
  const numbers = text.split(',').map((part) => (/^[1-9]\d{0,8}$/.test(part) ? Number(part) : NaN));
  if (numbers.some(Number.isNaN)) throw wrong(`--${flag} is "${text}": give whole numbers from 1 on, by commas.`);
  return numbers;
}

/** Reads the arguments after `npm run bench --`. */
export function parseBenchOptions(args: string[]): BenchOptions {
  const text = (fallback: string) => ({ type: 'string', default: fallback }) as const;
  const path = { type: 'string' } as const;
  const options = {
    only: text(sections.join(',')),
    sizes: text(''),
    rounds: text('5'),
    entries: text('1000000'),
    json: path,
    profile: path,
  };
  const given = (() => {
    try {
      return parseArgs({ args, options }).values;
    } catch (error) {
      throw wrong((error as Error).message);
    }
  })();
  const only = given.only.split(',').map((name) => sections.find((section) => section === name));
  if (only.includes(undefined))
    throw wrong(`--only is "${given.only}", and one of these is no section of the benchmark.`);
  return {
    only: only as Section[],
    sizes: given.sizes === '' ? [10_000, 50_000, 200_000] : wholeNumbers('sizes', given.sizes),
    rounds: wholeNumbers('rounds', given.rounds)[0]!,
    entries: wholeNumbers('entries', given.entries)[0]!,
    json: given.json ?? null,
    profile: given.profile ?? null,
  };
}
