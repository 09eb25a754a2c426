import { rm } from 'node:fs/promises';
import path from 'node:path';
import { localDir } from '../../../local/paths';
import { type PlayedWebhooks, playWebhooks } from './play';
import { points } from './points';

const ROUNDS = 6;
const EXPORTS = 6;
const SCHEDULES = 3;
const KILLS = 4;
const PAUSE_SECONDS = 10;

/** `npm run faults -- --webhooks`. Returns the exit code. */
export async function runWebhooks(seed: number): Promise<number> {
  console.log(`Seed ${seed}: ${ROUNDS} rounds of ${EXPORTS} exports and ${SCHEDULES} schedules of two organisations.`);
  const dataDir = path.join(localDir, `faults-${process.pid}`);
  const result = await playWebhooks({
    ...{ dataDir, seed, rounds: ROUNDS, exports: EXPORTS, schedules: SCHEDULES, kills: KILLS },
    ...{ pauseSeconds: PAUSE_SECONDS, say: (words) => console.log(words) },
  });
  const isWhole = result.broken.length === 0;
  if (isWhole) await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  console.log(`\n${tableOf(result)}\n`);
  for (const what of result.broken) console.log(`Broken: ${what}`);
  const verdict = isWhole ? 'Each event arrived, under one id, and no other did' : `${result.broken.length} are broken`;
  console.log(`${verdict} (seed ${seed}, ${result.seconds.toFixed(0)} s).`);
  return isWhole ? 0 : 1;
}

function tableOf({ events, held, killed }: PlayedWebhooks): string {
  const rows = [...events].map(([type, { happened, arrived }]) => `| \`${type}\` | ${happened} | ${arrived} |`);
  const counted = (counts: Iterable<[string, number]>) =>
    [...counts].map(([name, times]) => `${name} ${times}`).join(', ');
  return [
    '| event | happened | arrived, each under one id |',
    '| --- | --- | --- |',
    ...rows,
    '',
    `Died on the way of an event: ${counted(points.map(({ name }) => [name, held.get(name) ?? 0]))}.`,
    `Killed in all: ${counted(killed)}.`,
  ].join('\n');
}
