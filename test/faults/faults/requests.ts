import type { Document } from 'mongodb';
import { demand, type Scene } from '../scene';
import type { Fault } from './fault';

/** Lets MongoDB carry out the start and some writes of workers, from a drawn one on, and cuts off its answers. */
async function lostAnswers(scene: Scene) {
  const { random, rig } = scene;
  const from = random.whole(0, rig.batches);
  const times = random.whole(1, 6);
  scene.note(`the start, write ${from} and the ${times - 1} after it`);
  let seen = 0;
  let done = 0;
  scene.meddleMongo(({ command, answer }) => {
    if (!answer || !writesRecord(command)) return undefined;
    const isDue = seen >= from && done < times;
    seen += 1;
    if (!isDue) return undefined;
    done += 1;
    scene.over();
    return 'cut';
  });
  rig.api.mongo.meddle(({ command, answer }) => {
    if (!answer || !writesRecord(command)) return undefined;
    rig.api.mongo.meddle(() => undefined);
    return 'cut';
  });
  await scene.start();
  await scene.succeeds();
  demand(done > 0, 'the fault never came to pass');
}

const writesRecord = ({ update, findAndModify }: Document) => update === 'exports' || findAndModify === 'exports';

export const requestFaults: Fault[] = [
  {
    name: 'mongodb-lost-answer',
    breaks: 'MongoDB: answer lost after the write was taken',
    ends: 'success',
    play: lostAnswers,
  },
];
