/** The commands of docs/cli.md that examine the stack of `npm start`, run as they are printed. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { localDir } from '../../local/paths';
import type { StackFile } from '../../local/stack-file';
import { compiledScript } from '../support/compiled-script';
import { startStack, type Stack } from '../support/stack';
import { makeCommands, runSample, samplesOf } from './support/samples';

const folder = mkdtempSync(path.join(localDir, 'test-doctor-'));
let stack: Stack;
beforeAll(async () => {
  [stack] = await Promise.all([startStack(), makeCommands(folder, compiledScript('cli/logs-export'))]);
});
afterAll(async () => {
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('doctor finds nothing to mend: what the stack writes is all that it needs', async () => {
  const { config, url } = stack;
  const { key } = await stack.client();
  const written: Omit<StackFile, 'adminApiKey' | 'pids' | 'temporalUi'> = {
    ...{ apiUrl: url, apiKey: key, googleCredentials: process.env.GOOGLE_APPLICATION_CREDENTIALS! },
    temporalAddress: config.TEMPORAL_ADDRESS,
    ...{ mongoUrl: config.MONGO_DB_CONNECTION_URL, mongoDatabase: config.MONGO_DATABASE },
    mongoCollection: config.MONGO_COLLECTION_NAME,
    ...{
      gcsEndpoint: process.env.GCS_API_ENDPOINT!,
      gcsBucket: config.GCS_BUCKET!,
      bucketUrl: `gs://${config.GCS_BUCKET}`,
    },
  };
  mkdirSync(path.join(folder, '.local'));
  writeFileSync(path.join(folder, '.local', 'stack.json'), JSON.stringify(written));
  const [sample] = samplesOf('docs/cli.md').filter(
    ({ heading, language }) => heading === 'Doctor' && language === 'sh',
  );
  // What `npm start` leaves at its default, and tests have of their own.
  const { TEMPORAL_TASK_QUEUE, GCS_PREFIX } = config;
  const settings = Object.fromEntries(
    [
      'MONGO_DB_CONNECTION_URL',
      'TEMPORAL_ADDRESS',
      'GCS_API_ENDPOINT',
      'GCS_BUCKET',
      'GOOGLE_APPLICATION_CREDENTIALS',
    ].map((name) => [name, '']),
  );
  const out = await runSample(sample!, folder, 'python-readers', { ...settings, TEMPORAL_TASK_QUEUE, GCS_PREFIX });
  expect(out).toContain('ok    gcs, sign: ');
  expect(out).toMatch(/ 0 failed\.$/m);
});
