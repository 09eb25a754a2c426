import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../../local/demo/random';
import type { Restartable } from '../restartable';
import type { Rig } from '../rig';

const MOST_SECONDS_DOWN = 3;

/** Every process that can be killed, by its name in the table. Workers do the work, so they are drawn more often. */
const victimsOf = ({ workers, api, mongo, temporal, gcs }: Rig): [string, Restartable][] => [
  ...workers.map((worker): [string, Restartable] => ['worker', worker]),
  ['API', api],
  ['MongoDB', mongo],
  ['Temporal', temporal],
  ['GCS', gcs],
];

/**
 * Kills (SIGKILL) a drawn process at a drawn moment and starts it again a little later, over and over until `isOver`, at
 * least `atLeast` times. Answers how often each was killed.
 */
export async function killOnAndOn(
  rig: Rig,
  random: Random,
  { atLeast, pauseSeconds, isOver }: { atLeast: number; pauseSeconds: number; isOver: () => boolean },
): Promise<Map<string, number>> {
  const killed = new Map<string, number>();
  for (let kills = 0; kills < atLeast || !isOver(); kills += 1) {
    await sleep(random.next() * pauseSeconds * 1_000);
    const [name, victim] = random.pick(victimsOf(rig));
    await victim.kill();
    await sleep(random.next() * MOST_SECONDS_DOWN * 1_000);
    await victim.start();
    killed.set(name, (killed.get(name) ?? 0) + 1);
  }
  return killed;
}
