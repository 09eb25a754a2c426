import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type StoreName, storeNames } from '../../src/model/store-names';
import { nameOf, ORGANISATION, targetCase } from '../cases';
import { fill, withLogs } from '../fill';
import { measureExport } from '../measure-export';
import type { BenchOptions } from '../options';
import { forgetPeak, peakMb } from '../processes';
import { type Findings, megabytes, seconds } from '../report';
import { clientOf, type Service, startService } from '../service';
import { median, spreadOf } from '../statistics';

/** The same export on each object store, by a service of its own: the servers that stand in for the clouds differ, too. */
export async function storesSection(service: Service, options: BenchOptions): Promise<Findings> {
  const results: Partial<Record<StoreName, Measured>> = {};
  for (const store of storeNames) results[store] = await measureOn(store, service, options);
  const table = {
    title: `The object stores: ${nameOf(targetCase(options.sizes))}, ${options.rounds} times each`,
    head: ['store', 'median', 'lowest', 'highest', 'CPU of the worker', 'CPU of the store', 'peak of the worker'],
    rows: Object.entries(results).map(([store, { ms, workerMs, storeMs, peak }]) => [
      store,
      ...[ms.median, ms.lowest, ms.highest, workerMs, storeMs].map(seconds),
      megabytes(peak),
    ]),
  };
  return { tables: [table], results };
}

interface Measured {
  ms: ReturnType<typeof spreadOf>;
  /** Medians. */
  workerMs: number;
  storeMs: number;
  /** The highest of all exports, in MB. */
  peak: number;
}

async function measureOn(store: StoreName, { stack, dataDir, signal }: Service, options: BenchOptions) {
  // A server of its own for Google's, too, unless the caller names one.
  const { GCS_API_ENDPOINT, GOOGLE_APPLICATION_CREDENTIALS } = process.env;
  const env = { ...stack.env, GCS_API_ENDPOINT, GOOGLE_APPLICATION_CREDENTIALS, STORAGE: store };
  const own = await startService(path.join(dataDir, store), env, signal, store);
  try {
    return await measure(store, own, options);
  } finally {
    await own.stop();
  }
}

async function measure(store: StoreName, own: Service, { sizes, rounds }: BenchOptions): Promise<Measured> {
  const asked = targetCase(sizes);
  await withLogs(own.stack.env, (logs) => fill(logs, asked.data));
  const client = await clientOf(own, ORGANISATION);
  // The first export loads the store's client.
  await measureExport(own, client, asked);
  await sleep(1_000);
  forgetPeak(own.pids.worker!);
  const measured = [];
  for (let round = 0; round < rounds; round += 1) measured.push(await measureExport(own, client, asked));
  return {
    ms: spreadOf(measured.map(({ ms }) => ms)),
    workerMs: median(measured.map(({ cpu }) => cpu.worker!)),
    storeMs: median(measured.map(({ cpu }) => cpu[store] ?? NaN)),
    peak: peakMb(own.pids.worker!),
  };
}
