import { drawWhileWriting } from '../moments';
import type { Scene } from '../scene';
import type { Fault } from './fault';

/** Breaks for good what only a person can mend; mends it once the export has failed, and starts it again. */
async function untilMended(
  scene: Scene,
  {
    breakIt,
    mend,
    code,
    sentence,
  }: { breakIt: () => Promise<void>; mend: () => Promise<void>; code: string; sentence: RegExp },
) {
  const broken = scene.at(drawWhileWriting(scene.random, scene.rig.batches), breakIt);
  await scene.start();
  await broken;
  await scene.fails(code, sentence);
  await mend();
  scene.over();
  await scene.start();
  await scene.succeeds();
}

export const lastingFaults: Fault[] = [
  {
    name: 'bucket-gone',
    breaks: 'the bucket is gone',
    ends: 'failure, then success',
    play: (scene) =>
      untilMended(scene, {
        breakIt: () => scene.rig.gcs.bucket.remove(),
        mend: () => scene.rig.gcs.bucket.restore(),
        code: 'bucket_not_found',
        sentence: /does not exist\. Create it.*then start again/,
      }),
  },
  {
    name: 'permission-denied',
    breaks: 'the permission on the bucket is taken away',
    ends: 'failure, then success',
    play: (scene) => {
      const status = scene.random.pick([401, 403]);
      scene.note(String(status));
      return untilMended(scene, {
        breakIt: async () => Promise.resolve(scene.meddleGcs(() => ({ status }))),
        mend: async () => Promise.resolve(scene.calm()),
        code: 'storage_permission_denied',
        sentence: /Give the service account the role .*then start again/,
      });
    },
  },
];
