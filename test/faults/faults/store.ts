import { setTimeout as sleep } from 'node:timers/promises';
import type { StoreName } from '../../../src/model/store-names';
import type { StorageCallFault } from '../../support/storage-proxy';
import { demand, type Scene } from '../scene';
import { traits } from '../stores/traits';
import { killed, lasting } from './engines';
import type { Fault } from './fault';

/** Lets some of the writes to the store go wrong in one way, from a drawn one on. */
async function someWrites(scene: Scene, fault: StorageCallFault) {
  const { random, rig } = scene;
  const from = random.whole(0, rig.batches);
  const times = random.whole(1, 6);
  scene.note(`write ${from} and the ${times - 1} after it`);
  let seen = 0;
  let done = 0;
  scene.meddleStore((request) => {
    if (rig.store.stepOf(request) === null) return undefined;
    const isDue = seen >= from && done < times;
    seen += 1;
    if (!isDue) return undefined;
    done += 1;
    scene.over();
    return fault;
  });
  await scene.start();
  await scene.succeeds();
  demand(done > 0, 'the fault never came to pass');
}

async function slow(scene: Scene) {
  const milliseconds = scene.random.whole(200, 3_000);
  scene.note(`${milliseconds} ms a request`);
  const wait = async () => {
    await sleep(milliseconds);
    return undefined;
  };
  await lasting(
    scene,
    () => scene.meddleStore(wait),
    () => scene.calm(),
  );
}

async function refuses(scene: Scene, refusal: StorageCallFault, always: boolean) {
  const share = always ? 1 : scene.random.pick([0.3, 0.7, 1]);
  scene.note(`${share * 100} % of the requests`);
  const refuse = () => (scene.random.next() < share ? refusal : undefined);
  await lasting(
    scene,
    () => scene.meddleStore(refuse),
    () => scene.calm(),
  );
}

async function fillDisk(scene: Scene) {
  const { store } = scene.rig;
  const { disk } = store;
  if (!disk) scene.note('injected: no small disk could be made here');
  let free = async () => Promise.resolve();
  await lasting(
    scene,
    async () => {
      if (disk) free = await disk.fill();
      else scene.meddleStore((request) => (store.stepOf(request) ? { status: 500 } : undefined));
    },
    async () => {
      await free();
      scene.calm();
    },
  );
}

/** What passes by itself, or is mended soon, in the object store. */
export function storeFaults(storage: StoreName): Fault[] {
  const { title, down, fills, passing } = traits[storage];
  const fault = (name: string, breaks: string, play: Fault['play']): Fault => ({
    ...{ name: `${storage}-${name}`, breaks: `${title}: ${breaks}`, ends: 'success', play },
  });
  return [
    killed(`${storage}-kill`, `${title}: down (${down}), started again on its data`, ({ store }) => store),
    fault('slow', 'slow', slow),
    ...passing.map(({ name, breaks, always = false, ...refusal }) =>
      fault(name, breaks, (scene) => refuses(scene, refusal, always)),
    ),
    ...(fills ? [fault('disk-full', 'disk full', fillDisk)] : []),
    fault('cut-upload', 'connection cut in mid upload', (scene) => someWrites(scene, 'cutMidway')),
    fault('lost-answer', 'answer lost after the upload was taken', (scene) => someWrites(scene, 'loseAnswer')),
  ];
}
