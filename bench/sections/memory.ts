import { setTimeout as sleep } from 'node:timers/promises';
import { type Case, type DataSet, nameOf, ORGANISATION, targetCase } from '../cases';
import { fill, withLogs } from '../fill';
import { benchLog } from '../logs';
import type { BenchOptions } from '../options';
import { forgetPeak, peakMb, residentMb } from '../processes';
import { type Findings, megabytes } from '../report';
import { createExport, discard, ended, runExport, startExport } from '../run-export';
import { clientOf, type Service } from '../service';

const EXPORTS_AT_ONCE = 8;
/** What MongoDB allows a document to be. */
const LARGEST_LOG = 16 * 1024 * 1024;

/** The most memory that the worker takes, whatever it exports. */
export async function memorySection(service: Service, { sizes }: BenchOptions): Promise<Findings> {
  const target = targetCase(sizes);
  const client = await clientOf(service, ORGANISATION);
  const worker = service.pids.worker!;
  await withLogs(service.stack.env, (logs) => fill(logs, target.data));

  /** A part of 50,000 such logs: each batch is read, encoded and uploaded as it would be among all of them. */
  const heavy = (logs: number): Case => ({ ...target, logs, data: { workspace: 'heavy', bytes: 200_000, logs } });
  const largest: Case = { ...target, logs: 100, data: { workspace: 'largest', bytes: target.data.bytes, logs: 100 } };

  const forms: { name: string; prepare?: () => Promise<void>; run: () => Promise<void> }[] = [];
  const single = (asked: Case, prepare: () => Promise<void>, name = nameOf(asked)) =>
    forms.push({ name, prepare, run: async () => void (await discard(client, await runExport(client, asked))) });
  const filled =
    ({ data }: Case) =>
    () =>
      withLogs(service.stack.env, (logs) => fill(logs, data));

  single(target, filled(target));
  single({ ...target, format: 'jsonl.gz' }, filled(target));
  single(heavy(1_250), filled(heavy(1_250)));
  single(heavy(5_000), filled(heavy(5_000)));
  single(largest, () => fillLargest(service, largest.data), `${nameOf(largest)}, one of them of 16 MiB`);
  forms.push({
    name: `${EXPORTS_AT_ONCE} at once: ${nameOf(target)}`,
    run: () => severalAtOnce(Array.from({ length: EXPORTS_AT_ONCE }, () => target)),
  });
  forms.push({
    name: `${EXPORTS_AT_ONCE} at once: ${nameOf(heavy(1_250))}`,
    run: () => severalAtOnce(Array.from({ length: EXPORTS_AT_ONCE }, () => heavy(1_250))),
  });

  async function severalAtOnce(cases: Case[]) {
    const ids = await Promise.all(cases.map((asked) => createExport(client, asked)));
    await Promise.all(ids.map((id) => startExport(client, id)));
    for (const record of await Promise.all(ids.map((id) => ended(client, id)))) await discard(client, record);
  }

  const results: { name: string; before: number; peak: number }[] = [];
  for (const { name, prepare, run } of forms) {
    await prepare?.();
    await sleep(1_000);
    const before = residentMb(worker);
    forgetPeak(worker);
    await run();
    results.push({ name, before, peak: peakMb(worker) });
  }
  const table = {
    title: 'Memory of the worker (resident size)',
    head: ['while it exports', 'before', 'peak'],
    rows: results.map(({ name, before, peak }) => [name, megabytes(before), megabytes(peak)]),
  };
  return { tables: [table], results, ratios: { peak_rss_mb: Math.max(...results.map(({ peak }) => peak)) } };
}

/** A hundred logs, of which the fiftieth is as large as MongoDB lets a document be. */
async function fillLargest({ stack }: Service, data: DataSet) {
  await withLogs(stack.env, async (logs) => {
    await fill(logs, data);
    const log = benchLog(data.bytes, 50, { organisation: ORGANISATION, workspace: data.workspace });
    const size = LARGEST_LOG - 4_096;
    const request = { ...log.request, body: { prompt: 'x'.repeat(size) } };
    await logs.replaceOne({ _id: log._id as never }, { ...log, request });
  });
}
