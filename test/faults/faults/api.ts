import { setTimeout as sleep } from 'node:timers/promises';
import { checkStored } from '../checks';
import { gate } from '../../support/waiting';
import { drawWhileWriting, type Moment } from '../moments';
import { demand, type Scene } from '../scene';
import type { Fault } from './fault';

/** How long is looked for what lands after a cancellation. */
const AFTERWARDS_MS = 1_000;
/** A request is over sooner than this: a later kill would hit nothing. */
const LONGEST_REQUEST_MS = 60;

const COMPOSING: Moment = { step: 'compose', nth: 0, side: 'asked' };

/** Sends one request to the API and kills it before, or a drawn time after, its first write to an export's record. */
async function killDuring(scene: Scene, path: string) {
  const { rig, random } = scene;
  const point = random.pick(['before its write', 'after its write'] as const);
  const delay = point === 'after its write' ? random.whole(0, LONGEST_REQUEST_MS) : 0;
  scene.note(`${point}${delay > 0 ? ` and ${delay} ms` : ''}`);
  const killed = new Promise<void>((resolve, reject) => {
    rig.api.mongo.meddle(async ({ command, answer }) => {
      const isWrite = (command as { findAndModify?: string }).findAndModify === 'exports';
      if (!isWrite || (answer === null) !== (point === 'before its write')) return undefined;
      rig.api.mongo.meddle(() => undefined);
      const kill = sleep(delay).then(() => rig.api.kill());
      kill.then(resolve, reject);
      if (delay > 0) return undefined;
      await kill;
      return 'cut';
    });
  });
  await Promise.all([rig.client.once('POST', rig.client.exportPath(scene.exportId, path)).catch(() => null), killed]);
  await rig.api.start();
  scene.over();
}

export const apiFaults: Fault[] = [
  {
    name: 'api-kill-start',
    breaks: 'API: SIGKILL during start',
    ends: 'success',
    async play(scene) {
      await killDuring(scene, '/start');
      // Whatever it answers: the first start may have got through, and its export have ended since.
      await scene.rig.client.start(scene.exportId);
      await scene.succeeds();
    },
  },
  {
    name: 'api-kill-cancel',
    breaks: 'API: SIGKILL during cancel',
    ends: 'stopped, then success; or success',
    async play(scene) {
      const { rig, exportId, random } = scene;
      const { open, opened } = gate();
      const held = scene.at(random.pick([drawWhileWriting(random, rig.batches), COMPOSING]), () => {
        // What is under way lands only after the cancellation: it must be waited for, and deleted too.
        scene.meddleStore(async () => {
          await opened;
          return undefined;
        });
        return Promise.resolve();
      });
      await scene.start();
      await held;
      await killDuring(scene, '/cancel');
      const cancelling = rig.client.cancel(exportId);
      await sleep(random.whole(0, 4_000));
      open();
      const { status, body } = await cancelling;
      if (status === 409) {
        // The first was never answered; before the second one was written, the export had ended by itself.
        scene.note('the second too late');
        await scene.succeeds();
        return;
      }
      demand(status === 200, `cancel answered ${status}: ${JSON.stringify(body)}`);
      await scene.stops();
      await checkStored(scene, []);
      await sleep(AFTERWARDS_MS);
      await checkStored(scene, []);
      scene.calm();
      await scene.start();
      await scene.succeeds();
    },
  },
];
