import type { StoreName } from '../../../src/model/store-names';
import { drawWhileWriting } from '../moments';
import type { Scene } from '../scene';
import { credentials, traits, unusable } from '../stores/traits';
import type { FaultyWorker } from '../worker';
import type { Fault } from './fault';

interface Mending {
  code: string;
  sentence: RegExp;
  mend: () => Promise<void> | void;
}

/** The export fails and says what to mend; once that is done, it is started again. */
async function failsUntil(scene: Scene, { code, sentence, mend }: Mending) {
  await scene.fails(code, sentence);
  await mend();
  scene.over();
  await scene.start();
  await scene.succeeds();
}

/** Breaks something while the export runs. */
async function whileWriting(scene: Scene, breakIt: () => Promise<'cut' | void> | void) {
  const broken = scene.at(drawWhileWriting(scene.random, scene.rig.batches), async () => breakIt());
  await scene.start();
  await broken;
}

const bucketGone: Fault = {
  name: 'bucket-gone',
  breaks: 'the bucket is gone',
  ends: 'failure, then success',
  async play(scene) {
    const { bucket } = scene.rig.store;
    await whileWriting(scene, () => bucket.remove());
    const sentence = /does not exist\. Create it.*then start again/;
    await failsUntil(scene, { code: 'bucket_not_found', sentence, mend: () => bucket.restore() });
  },
};

/** Workers that start with credentials that the store refuses, as after a rotation that forgot them. */
const credentialsWrong: Fault = {
  ...{ ...credentials, ends: 'failure, then success' },
  async play(scene) {
    const { workers } = scene.rig;
    const startWith = async (variablesOf: (worker: FaultyWorker) => NodeJS.ProcessEnv) => {
      for (const worker of workers) worker.configure(variablesOf(worker));
      await Promise.all(workers.map((worker) => worker.start()));
    };
    await whileWriting(scene, async () => {
      await Promise.all(workers.map((worker) => worker.kill()));
      return 'cut' as const;
    });
    await startWith(({ wrongCredentials }) => wrongCredentials);
    const mend = async () => {
      await Promise.all(workers.map((worker) => worker.stop()));
      await startWith(() => ({}));
    };
    await failsUntil(scene, { code: 'storage_permission_denied', sentence: unusable, mend });
  },
};

/** What only a person can mend. */
export function lastingFaults(storage: StoreName): Fault[] {
  const refused = traits[storage].lasting.map(({ name, breaks, refusals, sentence }): Fault => ({
    ...{ name, breaks, ends: 'failure, then success' },
    async play(scene) {
      const refusal = scene.random.pick(refusals);
      scene.note(String(refusal.code ?? refusal.status));
      await whileWriting(scene, () => scene.meddleStore(() => refusal));
      await failsUntil(scene, { code: 'storage_permission_denied', sentence, mend: () => scene.calm() });
    },
  }));
  return [bucketGone, ...refused, ...(storage === 's3' ? [credentialsWrong] : [])];
}
