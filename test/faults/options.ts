import { parseArgs } from 'node:util';
import { Sentence } from '../../local/bare/sentence.cjs';
import { drawRounds, type Round } from './draw';

const USAGE =
  'Usage: npm run faults -- [--seed S] [--rounds N] [--only fault[:number],…] [--logs N] [--batch N] [--lanes N] [--json FILE], or [--seed S] --schedules, or [--seed S] --webhooks';

export interface Options {
  seed: number;
  /** Instead of rounds: schedules, on which processes are killed. */
  schedules: boolean;
  /** Likewise: events of webhooks, on the way of which processes are killed. */
  webhooks: boolean;
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
  return {
    seed: whole('seed', 0),
    schedules: given.schedules,
    webhooks: given.webhooks,
    rounds: chosen(whole('rounds', 1), given.only),
    logs: whole('logs', 1),
    batchLogs: whole('batch', 1),
    lanes: whole('lanes', 1),
    json: given.json,
  };
}

function chosen(count: number, only: string[]): Round[] {
  try {
    return drawRounds(
      count,
      only.flatMap((names) => names.split(',')),
    );
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
