import { checkAftermath } from './checks';
import { packagingOf, randomOf, type Round } from './draw';
import type { Rig } from './rig';
import { demand, openScene, type Scene } from './scene';

/** No round takes as long, however busy the machine: one that does has an export that never ends. */
const LONGEST_ROUND_MS = 600_000;

export interface Played {
  round: Round;
  seconds: number;
  recoverySeconds: number | null;
  /** What was drawn, in words. */
  drawn: string;
  /** What was not as it should be; null: nothing. */
  broken: string | null;
}

/** Plays one round on a rig that is whole. Where it is broken, so may be the rig. */
export async function playRound(rig: Rig, round: Round, seed: number): Promise<Played> {
  const begun = performance.now();
  let scene: Scene | undefined;
  let broken: string | null = null;
  try {
    scene = await openScene(rig, randomOf(seed, round), packagingOf(seed, round));
    await within(LONGEST_ROUND_MS, playWhole(scene, round));
  } catch (error) {
    broken = error instanceof Error ? error.message : String(error);
  }
  return {
    round,
    seconds: (performance.now() - begun) / 1_000,
    recoverySeconds: scene?.recoverySeconds() ?? null,
    drawn: scene?.notes() ?? '',
    broken,
  };
}

async function playWhole(scene: Scene, { fault }: Round) {
  await fault.play(scene);
  await scene.rest();
  await checkAftermath(scene);
  const deleted = await scene.rig.client.delete(scene.exportId);
  demand(deleted.status === 200, `the export can't be deleted: ${deleted.status}`);
}

async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not over after ${milliseconds / 1_000} s`)), milliseconds);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** An export without any fault: its file is what the logs must become. */
export async function playWithoutFault(rig: Rig): Promise<void> {
  const round: Round = {
    fault: {
      name: 'none',
      breaks: 'nothing',
      ends: 'success',
      async play(scene) {
        await scene.start();
        await scene.succeeds();
      },
    },
    number: 1,
  };
  const { broken } = await playRound(rig, round, 0);
  if (broken !== null) throw new Error(`An export without any fault is not as it should be: ${broken}`);
}
