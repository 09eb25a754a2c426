import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Service } from './service';

interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string; url: string } }[];
  samples: number[];
  timeDeltas: number[];
}

/** The first that a frame's place or name matches says what its time was spent on. */
const categories: readonly [name: string, pattern: RegExp][] = [
  ['idle', /^\(idle\)/],
  ['garbage collection', /^\(garbage collector\)/],
  ['native code: system calls, checksums', /^\(program\)/],
  ['transcoding', /\/dist\/encode\//],
  ['MongoDB driver', /node_modules\/(mongodb|bson)\//],
  [
    'GCS client',
    /node_modules\/(@google-cloud|gaxios|teeny-request|node-fetch|google-auth-library|retry-request|async-retry)\//,
  ],
  ['Temporal SDK and workflow', /node_modules\/@temporalio\/|workflow-bundle|protobufjs|@grpc/],
  ['activities and stores', /\/dist\//],
  ['Node: sockets, streams, timers', /node:/],
];

/** The variables of a worker that can be profiled. */
export const profileVariables = (file: string) => ({
  NODE_OPTIONS: `--require ${path.join(__dirname, 'profile-hook.cjs')}`,
  BENCH_PROFILE: path.resolve(file),
});

/** Profiles the worker while `work` goes on; answers the milliseconds of its main thread by what they were spent on. */
export async function profiled({ pids }: Service, file: string, work: () => Promise<unknown>) {
  const worker = pids.worker!;
  rmSync(file, { force: true });
  process.kill(worker, 'SIGWINCH');
  await work();
  process.kill(worker, 'SIGWINCH');
  while (!existsSync(file)) await sleep(100);
  return byCategory(JSON.parse(readFileSync(file, 'utf8')) as CpuProfile);
}

function byCategory({ nodes, samples, timeDeltas }: CpuProfile): Map<string, number> {
  const categoryOf = new Map(
    nodes.map(({ id, callFrame: { functionName, url } }) => {
      const found = categories.find(([, pattern]) => pattern.test(url || functionName));
      return [id, found?.[0] ?? 'other'];
    }),
  );
  const found = new Map<string, number>();
  samples.forEach((id, index) => {
    const category = categoryOf.get(id)!;
    found.set(category, (found.get(category) ?? 0) + timeDeltas[index]! / 1_000);
  });
  return new Map([...found].sort((a, b) => b[1] - a[1]));
}
