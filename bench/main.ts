import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Sentence } from '../local/bare/sentence.cjs';
import { removeAtEnd } from '../local/engines/watchdog';
import { aborted, interruptSignal } from '../local/interrupt';
import { localDir } from '../local/paths';
import { empty, withLogs } from './fill';
import { describeMachine, type Machine } from './machine';
import { type BenchOptions, parseBenchOptions, type Section } from './options';
import { type Findings, tableText } from './report';
import { exportSection } from './sections/export';
import { formatsSection } from './sections/formats';
import { leakSection } from './sections/leak';
import { loadSection } from './sections/load';
import { longLifeSection } from './sections/long-life';
import { memorySection } from './sections/memory';
import { partsSection } from './sections/parts';
import { profileSection } from './sections/profile';
import { scaleSection } from './sections/scale';
import { storesSection } from './sections/stores';
import { smallSection } from './sections/small';
import { transcodeSection } from './sections/transcode';
import { profileVariables } from './profile';
import { type Service, startService } from './service';

const run: Record<Section | 'profile', (service: Service, options: BenchOptions) => Findings | Promise<Findings>> = {
  transcode: transcodeSection,
  export: exportSection,
  parts: partsSection,
  small: smallSection,
  formats: formatsSection,
  scale: scaleSection,
  memory: memorySection,
  stores: storesSection,
  load: loadSection,
  'long-life': longLifeSection,
  leak: leakSection,
  profile: profileSection,
};

/** `npm run bench`: see docs/performance.md. Returns the exit code. */
export async function main(args: string[]): Promise<number> {
  const options = parseBenchOptions(args);
  const signal = interruptSignal();
  const dataDir = path.join(localDir, `bench-${process.pid}`);
  removeAtEnd(dataDir);
  try {
    console.error('Starting the engines, the API and a worker …');
    const service = await startService(
      dataDir,
      { ...process.env, ...(options.profile && profileVariables(dataDir)) },
      signal,
    );
    const died = service.stack.died.then((what) => Promise.reject(new Sentence(what)));
    try {
      await Promise.race([measure(service, options), died, aborted(signal)]);
    } finally {
      await service.stop();
    }
    return 0;
  } finally {
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function measure(service: Service, options: BenchOptions) {
  const machine = await describeMachine(service);
  console.log(`${headline(machine)}\n`);
  const results: Partial<Record<keyof typeof run, unknown>> = {};
  const ratios: NonNullable<Findings['ratios']> = {};
  for (const section of [...options.only, ...(options.profile ? (['profile'] as const) : [])]) {
    console.error(`Measuring: ${section} …`);
    await withLogs(service.stack.env, empty);
    const found = await run[section](service, options);
    for (const table of found.tables) console.log(tableText(table));
    results[section] = found.results;
    Object.assign(ratios, found.ratios);
    if (options.json) writeFileSync(options.json, `${JSON.stringify({ machine, ratios, results }, null, 2)}\n`);
  }
  console.log(`Ratios: ${JSON.stringify(ratios)}`);
}

function headline({ cpu, cores, memoryGb, load, versions }: Machine): string {
  const engines = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${cores} × ${cpu}, ${memoryGb} GB, load ${load.toFixed(1)}; ${engines.join(', ')}`;
}
