import { setTimeout as sleep } from 'node:timers/promises';
import { drawMoment, type Moment } from '../moments';
import type { Scene } from '../scene';
import { SKEWED_CLOCK } from '../worker';
import type { Fault } from './fault';

/** Kills the worker that comes to this moment; another takes its place. */
async function killAt(scene: Scene, moment: Moment) {
  const killed = scene.at(moment, async (worker) => {
    await worker.kill();
    scene.over();
    scene.meanwhile(worker.start());
    return 'cut';
  });
  await scene.start();
  await killed;
  await scene.succeeds();
}

const skewed = (milliseconds: number) =>
  milliseconds === 0 ? {} : { NODE_OPTIONS: `--require ${SKEWED_CLOCK}`, CLOCK_SKEW_MS: String(milliseconds) };

export const workerFaults: Fault[] = [
  {
    name: 'worker-kill',
    breaks: 'worker: SIGKILL',
    ends: 'success',
    play: (scene) => killAt(scene, drawMoment(scene.random, scene.rig.batches)),
  },
  {
    name: 'worker-kill-uploaded',
    breaks: 'worker: SIGKILL between upload and record',
    ends: 'success',
    play: (scene) =>
      killAt(scene, { step: 'part', nth: scene.random.whole(0, scene.rig.batches - 1), side: 'answered' }),
  },
  {
    name: 'worker-kill-composed',
    breaks: 'worker: SIGKILL between compose and finish',
    ends: 'success',
    play: (scene) => {
      const moments = [
        { step: 'compose', nth: 0, side: 'answered' },
        { step: 'finish', nth: 0, side: 'asked' },
        { step: 'finish', nth: 0, side: 'answered' },
      ] as const;
      return killAt(scene, scene.random.pick(moments));
    },
  },
  {
    name: 'worker-term',
    breaks: 'worker: SIGTERM',
    ends: 'success',
    async play(scene) {
      const stopped = scene.at(drawMoment(scene.random, scene.rig.batches), async (worker) => {
        scene.over();
        scene.meanwhile(worker.stop().then(() => worker.start()));
        return Promise.resolve();
      });
      await scene.start();
      await stopped;
      await scene.succeeds();
    },
  },
  {
    name: 'workers-gone',
    breaks: 'all workers gone for a while',
    ends: 'success',
    async play(scene) {
      const { random, rig } = scene;
      const seconds = random.whole(1, 8);
      scene.note(`for ${seconds} s`);
      const gone = scene.at(drawMoment(random, rig.batches), async () => {
        await Promise.all(rig.workers.map((worker) => worker.kill()));
        return 'cut';
      });
      await scene.start();
      await gone;
      await sleep(seconds * 1_000);
      await Promise.all(rig.workers.map((worker) => worker.start()));
      scene.over();
      await scene.succeeds();
    },
  },
  {
    name: 'worker-clock',
    breaks: 'worker: clock an hour off',
    ends: 'success',
    async play(scene) {
      const { random, rig } = scene;
      const hours = random.pick([-1, 1]);
      const some = random.pick([rig.workers.slice(0, 1), rig.workers]);
      scene.note(`${hours} h on ${some.length} of ${rig.workers.length}`);
      const restart = async (skew: number) => {
        await Promise.all(
          some.map(async (worker) => {
            await worker.stop();
            worker.configure(skewed(skew));
            await worker.start();
          }),
        );
      };
      await restart(hours * 3_600_000);
      scene.over();
      await scene.start();
      await scene.succeeds();
      await restart(0);
    },
  },
];
