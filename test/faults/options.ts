import { parseArgs } from 'node:util';
import { Sentence } from '../../local/bare/sentence.cjs';
import { type StoreName, storeNames } from '../../src/model/store-names';
import { drawRounds, type Round } from './draw';

const USAGE =
  'Usage: npm run faults -- [--storage gcs|s3|azure] [--seed S] [--rounds N] [--only fault[:number],…] [--logs N] [--batch N] [--lanes N] [--json FILE], or [--seed S] --schedules, or [--seed S] --webhooks';

export interface Options {
  seed: number;
  /** Instead of rounds: schedules, on which processes are killed. */
  schedules: boolean;
  /** Likewise: events of webhooks, on the way of which processes are killed. */
  webhooks: boolean;
  storage: StoreName;
  rounds: Round[];
  logs: number;
  batchLogs: number;
  lanes: number;
  json: string | undefined;
}

/** Reads the arguments after `npm run faults --`. */
export function parseOptions(args: string[]): Options {
  const given = readFlags(args);
  const whole = (name: 'seed' | 'rounds' | 'logs' | 'batch' | 'lanes', lowest: number) => {
    const value = /^\d{1,9}$/.test(given[name]) ? Number(given[name]) : NaN;
    if (!(value >= lowest))
      throw new Sentence(`--${name} is "${given[name]}": give a whole number from ${lowest} on. ${USAGE}`);
    return value;
  };
  const storage = storeNames.find((name) => name === given.storage);
  if (!storage) throw new Sentence(`--storage is "${given.storage}": there are ${storeNames.join(', ')}. ${USAGE}`);
  return {
    seed: whole('seed', 0),
    storage,
    schedules: given.schedules,
    webhooks: given.webhooks,
    rounds: chosen(storage, whole('rounds', 1), given.only),
    logs: whole('logs', 1),
    batchLogs: whole('batch', 1),
    lanes: whole('lanes', 1),
    json: given.json,
  };
}

function chosen(storage: StoreName, count: number, only: string[]): Round[] {
  try {
    const names = only.flatMap((some) => some.split(','));
    return drawRounds(count, names, storage);
  } catch (error) {
    throw new Sentence((error as Error).message);
  }
}

function readFlags(args: string[]) {
  const text = (fallback: string) => ({ type: 'string', default: fallback }) as const;
  try {
    return parseArgs({
      args,
      options: {
        storage: text('gcs'),
        seed: text(String(Math.floor(Math.random() * 1e9))),
        schedules: { type: 'boolean', default: false },
        webhooks: { type: 'boolean', default: false },
        rounds: text('200'),
        only: { type: 'string', multiple: true, default: [] },
        logs: text('20000'),
        batch: text('500'),
        lanes: text('2'),
        json: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new Sentence(`${(error as Error).message.replace(/\.?$/, '.')} ${USAGE}`);
  }
}
