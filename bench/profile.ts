import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Service } from './service';

/** As V8 writes it: the first node is the root, and time is in microseconds. */
export interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string; url: string }; children?: number[] }[];
  samples: number[];
  timeDeltas: number[];
}

/** The first that a frame's place or name matches says what its time was spent on; null is no work of the worker's. */
const categories: readonly [name: string | null, pattern: RegExp][] = [
  [null, /^\(idle\)|^node:inspector/],
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

const draftIn = (dataDir: string) => path.join(dataDir, 'worker.cpuprofile');

/** The variables of a worker that can be profiled. */
export const profileVariables = (dataDir: string) => ({
  NODE_OPTIONS: `--require ${path.join(__dirname, 'profile-hook.cjs')}`,
  BENCH_PROFILE: draftIn(dataDir),
});

/**
 * Profiles the worker while `work` goes on, and writes the profile to the file; answers what its main thread was busy
 * with.
 */
export async function profiled({ pids, dataDir }: Service, file: string, work: () => Promise<unknown>) {
  const worker = pids.worker!;
  const draft = draftIn(dataDir);
  process.kill(worker, 'SIGWINCH');
  await work();
  process.kill(worker, 'SIGWINCH');
  while (!existsSync(draft)) await sleep(100);
  const text = readFileSync(draft, 'utf8');
  rmSync(draft);
  writeFileSync(file, text);
  return byCategory(JSON.parse(text) as CpuProfile);
}

/** The milliseconds that were not idle, by what they were spent on. */
export function byCategory({ nodes, samples, timeDeltas }: CpuProfile): Map<string, number> {
  const categoryOf = categoriesOf(nodes);
  const found = new Map<string, number>();
  samples.forEach((id, index) => {
    const category = categoryOf.get(id);
    if (category) found.set(category, (found.get(category) ?? 0) + timeDeltas[index]! / 1_000);
  });
  return new Map([...found].sort((a, b) => b[1] - a[1]));
}

/** A function that has no place, such as a write to a socket, is its caller's. */
function categoriesOf(nodes: CpuProfile['nodes']): Map<number, string | null> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const found = new Map<number, string | null>();
  const visit = (id: number, callers: string | null) => {
    const { callFrame, children = [] } = byId.get(id)!;
    const match = categories.find(([, pattern]) => pattern.test(callFrame.url || callFrame.functionName));
    const category = match ? match[0] : callFrame.url ? 'other' : callers;
    found.set(id, category);
    for (const child of children) visit(child, category);
  };
  visit(nodes[0]!.id, 'other');
  return found;
}
