import { writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Sentence } from '../../local/bare/sentence.cjs';
import { interruptSignal } from '../../local/interrupt';
import { localDir } from '../../local/paths';
import { nameOf } from './draw';
import { openLane } from './lane';
import { type Options, parseOptions } from './options';
import type { Played } from './play';
import { lineOf, reportOf, tableOf } from './report';
import { BUDGET_SECONDS } from './rig';
import { runSchedules } from './schedules/run';
import { traits } from './stores/traits';
import { runWebhooks } from './webhooks/run';

/** `npm run faults`: breaks exports while they run, in rounds, and says how each one ended. Returns the exit code. */
async function main(args: string[]): Promise<number> {
  const options = parseOptions(args);
  const { seed, storage, rounds, logs, batchLogs, lanes } = options;
  if (options.schedules) return runSchedules(seed);
  if (options.webhooks) return runWebhooks(seed);
  const size = `${rounds.length} rounds of ${logs} logs in batches of ${batchLogs}, ${lanes} at a time`;
  console.log(`Seed ${seed}: ${size}, on ${traits[storage].title}.`);
  const folder = path.join(localDir, `faults-${process.pid}`);
  const played = await playRounds(options, folder, interruptSignal());
  const broken = played.filter((one) => one.broken !== null);
  if (broken.length === 0) await rm(folder, { recursive: true, force: true });

  console.log(`\n${tableOf(storage, played)}\n`);
  if (options.json) writeFileSync(options.json, `${JSON.stringify(reportOf(options, played), null, 2)}\n`);
  for (const { round, broken: what } of broken) {
    console.log(
      `Broken: ${what}\n  Again: npm run faults -- --storage ${storage} --seed ${seed} --only ${nameOf(round)}`,
    );
  }
  console.log(`${played.length - broken.length} of ${rounds.length} rounds are as they should be (seed ${seed}).`);
  return played.length - broken.length === rounds.length ? 0 : 1;
}

/** Plays the rounds in several lanes side by side, since most of a round is waiting. */
async function playRounds(
  { seed, storage, rounds, logs, batchLogs, lanes }: Options,
  folder: string,
  signal: AbortSignal,
) {
  const queue = rounds[Symbol.iterator]();
  const played: Played[] = [];
  async function playLane(_: unknown, number: number) {
    const options = {
      dataDir: path.join(folder, `lane-${number + 1}`),
      ...{ storage, logs, batchLogs, budgetSeconds: BUDGET_SECONDS },
    };
    const lane = openLane(seed, options);
    try {
      for (const round of queue) {
        if (signal.aborted) return;
        const one = await lane.play(round);
        played.push(one);
        console.log(`${String(played.length).padStart(4)}/${rounds.length} ${lineOf(one)}`);
      }
    } finally {
      await lane.close();
    }
  }
  await Promise.all(Array.from({ length: lanes }, playLane));
  return played;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Sentence ? error.message : error);
    process.exit(1);
  },
);
