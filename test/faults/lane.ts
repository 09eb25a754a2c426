import { rm } from 'node:fs/promises';
import path from 'node:path';
import { nameOf, type Round } from './draw';
import { playRound, playWithoutFault, type Played } from './play';
import { type Rig, type RigOptions, startRig } from './rig';

export interface Lane {
  play(round: Round): Promise<Played>;
  close(): Promise<void>;
}

/**
 * Plays rounds one after the other on a rig of its own, on which an export without any fault went well before. A rig on
 * which a round was broken is given up, its folder kept, and a new one takes its place.
 */
export function openLane(seed: number, options: RigOptions): Lane {
  let rig: Rig | undefined;
  let rigs = 0;

  async function open(): Promise<Rig> {
    rigs += 1;
    const opened = await startRig({ ...options, dataDir: path.join(options.dataDir, String(rigs)) });
    try {
      await playWithoutFault(opened);
      return opened;
    } catch (error) {
      await opened.stop();
      throw error;
    }
  }

  return {
    async play(round) {
      rig ??= await open();
      const played = await playRound(rig, round, seed);
      if (played.broken !== null) {
        console.error(`${nameOf(round)} is broken; what ran then has its logs in ${rig.options.dataDir}.`);
        await rig.stop();
        rig = undefined;
      }
      return played;
    },
    async close() {
      if (!rig) return;
      await rig.stop();
      await rm(rig.options.dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
