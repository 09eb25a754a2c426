import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../local/demo/random';
import type { Restartable } from './restartable';
import type { Rig } from './rig';
import { traits } from './stores/traits';

const MOST_SECONDS_DOWN = 3;

/** Every process that can be killed, by its name in the table. Workers do the work, so they are drawn more often. */
const victimsOf = ({ workers, api, mongo, temporal, store, options }: Rig): [string, Restartable][] => [
  ...workers.map((worker): [string, Restartable] => ['worker', worker]),
  ['API', api],
  ['MongoDB', mongo],
  ['Temporal', temporal],
  [traits[options.storage ?? 'gcs'].title, store],
];

export interface Killer {
  /** How often each was killed. */
  killed: Map<string, number>;
  /** Kills (SIGKILL) a process and starts it again a little later; one that is down is left to who killed it. */
  kill(name: string, victim: Restartable): Promise<void>;
}

export function createKiller(random: Random): Killer {
  const killed = new Map<string, number>();
  const down = new Set<Restartable>();
  return {
    killed,
    async kill(name, victim) {
      if (down.has(victim)) return;
      down.add(victim);
      await victim.kill();
      killed.set(name, (killed.get(name) ?? 0) + 1);
      await sleep(random.next() * MOST_SECONDS_DOWN * 1_000);
      await victim.start();
      down.delete(victim);
    },
  };
}

/** Kills a drawn process at a drawn moment, over and over until `isOver`, at least `atLeast` times. */
export async function killOnAndOn(
  { rig, killer, random }: { rig: Rig; killer: Killer; random: Random },
  { atLeast, pauseSeconds, isOver }: { atLeast: number; pauseSeconds: number; isOver: () => boolean },
): Promise<void> {
  for (let kills = 0; kills < atLeast || !isOver(); kills += 1) {
    await sleep(random.next() * pauseSeconds * 1_000);
    await killer.kill(...random.pick(victimsOf(rig)));
  }
}
