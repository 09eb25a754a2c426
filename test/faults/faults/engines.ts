import { setTimeout as sleep } from 'node:timers/promises';
import { drawMoment } from '../moments';
import type { Restartable } from '../restartable';
import type { Rig } from '../rig';
import type { Scene } from '../scene';
import type { Fault } from './fault';

/** Kills an engine at some moment, and starts it again on its own data a little later. */
export function killed(name: string, breaks: string, engineOf: (rig: Rig) => Restartable): Fault {
  return {
    name,
    breaks,
    ends: 'success',
    async play(scene) {
      const { random, rig } = scene;
      const seconds = random.whole(0, 5);
      scene.note(`for ${seconds} s`);
      const engine = engineOf(rig);
      const down = scene.at(drawMoment(random, rig.batches), () => engine.kill());
      await scene.start();
      await down;
      await sleep(seconds * 1_000);
      await engine.start();
      scene.over();
      await scene.succeeds();
    },
  };
}

/** Runs an export with a fault that lasts some seconds from a drawn moment on. */
export async function lasting(scene: Scene, begin: () => Promise<void> | void, end: () => Promise<void> | void) {
  const { random, rig } = scene;
  const seconds = random.whole(1, 6);
  scene.note(`for ${seconds} s`);
  const begun = scene.at(drawMoment(random, rig.batches), async () => {
    await begin();
  });
  await scene.start();
  await begun;
  await sleep(seconds * 1_000);
  await end();
  scene.over();
  await scene.succeeds();
}

const eachMongo = async ({ rig }: Scene, act: 'refuse' | 'accept') => {
  await Promise.all([rig.api, ...rig.workers].map(({ mongo }) => mongo[act]()));
};

export const engineFaults: Fault[] = [
  killed('temporal-kill', 'Temporal: SIGKILL, started again on its database', ({ temporal }) => temporal),
  killed('mongodb-kill', 'MongoDB: SIGKILL, started again on its data', ({ mongo }) => mongo),
  {
    name: 'mongodb-slow',
    breaks: 'MongoDB: slow',
    ends: 'success',
    async play(scene) {
      const milliseconds = scene.random.whole(50, 500);
      scene.note(`${milliseconds} ms a message`);
      const slow = async () => {
        await sleep(milliseconds);
        return undefined;
      };
      await lasting(
        scene,
        () => scene.meddleMongo(slow),
        () => scene.calm(),
      );
    },
  },
  {
    name: 'mongodb-refuses',
    breaks: 'MongoDB: refuses connections',
    ends: 'success',
    play: (scene) =>
      lasting(
        scene,
        () => eachMongo(scene, 'refuse'),
        () => eachMongo(scene, 'accept'),
      ),
  },
];
