import { rm } from 'node:fs/promises';
import path from 'node:path';
import { localDir } from '../../../local/paths';
import { type PlayedSchedules, playSchedules } from './play';

const SCHEDULES = 10;
const WINDOWS = 50;
const KILLS = 20;
const PAUSE_SECONDS = 10;

/** `npm run faults -- --schedules`. Returns the exit code. */
export async function runSchedules(seed: number): Promise<number> {
  console.log(`Seed ${seed}: ${SCHEDULES} schedules, ${WINDOWS} windows each.`);
  const dataDir = path.join(localDir, `faults-${process.pid}`);
  const result = await playSchedules({
    ...{ dataDir, seed, schedules: SCHEDULES, windows: WINDOWS, kills: KILLS, pauseSeconds: PAUSE_SECONDS },
    say: (words) => console.log(words),
  });
  const broken = result.played.filter((one) => one.broken !== null).length;
  if (broken === 0) await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  console.log(`\n${tableOf(result)}\n`);
  const whole = SCHEDULES - broken;
  console.log(
    `${whole} of ${SCHEDULES} schedules are as they should be (seed ${seed}, ${result.seconds.toFixed(0)} s).`,
  );
  return broken === 0 ? 0 : 1;
}

function tableOf({ played, killed }: PlayedSchedules): string {
  const rows = played.map(
    ({ exports, logs, broken }, index) => `| ${index + 1} | ${exports} | ${logs} | ${broken ?? 'every log once'} |`,
  );
  const kills = [...killed].map(([name, times]) => `${name} ${times}`).join(', ');
  return [
    '| schedule | windows | logs | files, joined |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    `Killed: ${kills}.`,
  ].join('\n');
}
