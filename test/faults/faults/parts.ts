import type { Scene } from '../scene';
import type { Fault } from './fault';

const partsFolder = ({ exportId }: Scene) => `acme/main/${exportId}/parts`;

/** The name of a part that is in the bucket now, drawn. */
async function drawPart(scene: Scene) {
  const names = await scene.rig.store.bucket.names(partsFolder(scene));
  return scene.random.pick(names.filter((name) => !name.includes('joined')));
}

const alter = async (scene: Scene) =>
  scene.rig.store.bucket.write(await drawPart(scene), '{"id":"someone else wrote this"}\n');
const remove = async (scene: Scene) => scene.rig.store.bucket.delete(await drawPart(scene));

/** Meddles with one recorded part, while others are written or just before the file is composed. */
async function once(scene: Scene, meddle: (scene: Scene) => Promise<void>) {
  const { random, rig } = scene;
  const moment = random.pick([
    { step: 'record', nth: random.whole(3, rig.batches - 1), side: 'asked' },
    { step: 'compose', nth: 0, side: 'asked' },
  ] as const);
  const done = scene.at(moment, () => meddle(scene));
  await scene.start();
  await done;
  scene.over();
  await scene.succeeds();
}

export const partFaults: Fault[] = [
  {
    name: 'part-deleted',
    breaks: 'a part deleted behind our back',
    ends: 'success',
    play: (scene) => once(scene, remove),
  },
  {
    name: 'part-altered',
    breaks: 'a part altered behind our back',
    ends: 'success',
    play: (scene) => once(scene, alter),
  },
  {
    name: 'part-altered-always',
    breaks: 'a part altered again and again',
    ends: 'failure, then success',
    async play(scene) {
      scene.meddleStore(async (request) => {
        if (scene.rig.store.takesParts(request)) await scene.random.pick([alter, remove])(scene);
        return undefined;
      });
      await scene.start();
      await scene.fails('parts_lost', /lifecycle rule.*then start again/);
      scene.calm();
      scene.over();
      await scene.start();
      await scene.succeeds();
    },
  },
];
