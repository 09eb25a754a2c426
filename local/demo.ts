import { rmSync } from 'node:fs';
import path from 'node:path';
import type { ExportAnswer } from '../src/contract/export-answers';
import { Sentence } from './bare/sentence.cjs';
import { createApiClient } from './demo/api-client';
import { checkFile } from './demo/check-file';
import { insertLogs } from './demo/insert';
import { parseDemoOptions } from './demo/options';
import { downloadFile, runExport } from './demo/run-export';
import { demoEnvironment, isShared, removeTraces } from './demo/scratch';
import { freePorts } from './engines/ports';
import { removeAtEnd } from './engines/watchdog';
import { aborted, interruptSignal } from './interrupt';
import { makeLocalKeys } from './keys';
import { localDir } from './paths';
import { startStack, type Stack } from './stack';

const INTERRUPTED = 130;

/** `npm run demo`: logs in, an export out, and the file checked against the logs. Returns the exit code. */
export async function main(args: string[]): Promise<number> {
  const { logs } = parseDemoOptions(args);
  const signal = interruptSignal();
  const dataDir = path.join(localDir, `demo-${process.pid}`);
  removeAtEnd(dataDir);
  try {
    const [apiPort] = await freePorts(1);
    console.log('Starting the engines, the API and a worker …');
    const stack = await startStack({ dataDir, env: demoEnvironment(process.env, logs), apiPort: apiPort!, signal });
    try {
      await Promise.race([runDemo(stack, logs, signal), failure(stack), aborted(signal)]);
    } finally {
      await cleanUp(stack);
    }
    return 0;
  } catch (error) {
    if (!signal.aborted) throw error;
    console.log('Interrupted; everything was stopped.');
    return INTERRUPTED;
  } finally {
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function failure({ died }: Stack): Promise<never> {
  throw new Sentence(await died);
}

async function runDemo(stack: Stack, logs: number, signal: AbortSignal) {
  const { apiKey } = await makeLocalKeys(stack.env, 'npm run demo');
  const client = createApiClient(stack.apiUrl, apiKey, signal);
  const from = new Date();
  const ids = await insertLogs(client, logs);
  const exportedAt = Date.now();
  const done = await runExport(client, from, new Date(), signal);
  const seconds = (Date.now() - exportedAt) / 1_000;
  const file = await downloadFile(client, done, path.join(localDir, 'demo'), signal);
  console.log(
    `Exported ${logs} logs, ${megabytes(done)} MB, to ${stack.engines.bucketUrl} in ${seconds.toFixed(1)} s, and downloaded them by the signed URL.`,
  );
  const first = await checkFile(file, ids, signal);
  if (isShared(stack)) await client.call('DELETE', `/logs/exports/${done.id}`);
  console.log(`File:       ${path.relative(process.cwd(), file)} (${done.file?.bytes} bytes)`);
  console.log(`First line: ${cut(first, (process.stdout.columns ?? 120) - 12)}`);
  console.log(`Demo passed: ${ids.length} of ${logs} logs match.`);
}

const megabytes = ({ file }: ExportAnswer) => ((file?.bytes ?? 0) / 1e6).toFixed(1);

const cut = (line: string, width: number) => (line.length > width ? `${line.slice(0, Math.max(1, width - 1))}…` : line);

async function cleanUp(stack: Stack) {
  await stack.stop();
  await removeTraces(stack);
}
