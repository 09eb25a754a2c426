import { hostname } from 'node:os';
import path from 'node:path';
import { tryLock } from './bare/lock.cjs';
import { Sentence } from './bare/sentence.cjs';
import { chooseApiPort } from './engines/ports';
import { aborted, Interrupted, interruptSignal } from './interrupt';
import { makeLocalKeys, type LocalKeys } from './keys';
import { waitForLeftovers } from './leftovers';
import { localDir } from './paths';
import { startStack, type Stack } from './stack';
import { readStackFile, removeStackFile, writeStackFile, type StackFile } from './stack-file';

/** `npm start`: the whole stack, kept until Ctrl-C. Returns the exit code. */
export async function main(args: string[]): Promise<number> {
  if (args.length > 0) throw new Sentence(`npm start takes no arguments, and got: ${args.join(' ')}`);
  const lock = tryLock(path.join(localDir, 'start.lock'));
  if (lock.holder !== undefined) {
    const url = readStackFile()?.apiUrl;
    throw new Sentence(
      `The stack runs already ${url ? `at ${url} ` : ''}(process ${lock.holder}). Stop that one first, with Ctrl-C or \`kill ${lock.holder}\`.`,
    );
  }
  try {
    await runUntilStopped(interruptSignal());
    return 0;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    console.log('Stopped.');
    return 0;
  } finally {
    removeStackFile();
    lock.release();
  }
}

async function runUntilStopped(signal: AbortSignal) {
  await waitForLeftovers();
  const apiPort = await chooseApiPort(process.env.PORT);
  console.error('Starting the engines, the API and a worker …');
  const stack = await startStack({ dataDir: path.join(localDir, 'data'), env: process.env, apiPort, signal });
  try {
    const keys = await makeLocalKeys(stack.env, `npm start on ${hostname()}`);
    signal.throwIfAborted();
    announce(stack, keys);
    const death = await Promise.race([stack.died, aborted(signal)]);
    throw new Sentence(`${death}\nEverything else was stopped.`);
  } finally {
    console.error('\nStopping the API, the worker and the engines …');
    await stack.stop();
  }
}

function announce({ apiUrl, engines, env, api, worker }: Stack, keys: LocalKeys) {
  const stack: StackFile = {
    apiUrl,
    ...keys,
    googleCredentials: env.GOOGLE_APPLICATION_CREDENTIALS ?? null,
    temporalUi: engines.temporalUi,
    temporalAddress: engines.temporalAddress,
    mongoUrl: engines.mongoUrl,
    mongoDatabase: env.MONGO_DATABASE,
    mongoCollection: env.MONGO_COLLECTION_NAME,
    gcsEndpoint: engines.gcsEndpoint,
    gcsBucket: engines.gcsBucket,
    bucketUrl: engines.bucketUrl,
    pids: { api: api.pid, worker: worker.pid, ...engines.pids },
  };
  writeStackFile(stack);
  console.log(JSON.stringify(stack, null, 2));
  console.log(`
The Exports page    ${apiUrl}/   (sign in with the apiKey above)
The API             ${apiUrl}/v1   (documentation: ${apiUrl}/docs)
The Temporal UI     ${engines.temporalUi ?? 'unknown: set TEMPORAL_UI_URL to have it here'}
Logs                ${path.relative(process.cwd(), api.logFile)}, ${path.relative(process.cwd(), worker.logFile)}
All of the above    .local/stack.json

Ready. Ctrl-C stops it all.`);
}
