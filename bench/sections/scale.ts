import type { FormatName } from '../../src/model/formats';
import { type Case, kilobytes, ORGANISATION, wholeSet } from '../cases';
import { fill, withLogs } from '../fill';
import { historyOf, stepTimes } from '../history';
import type { BenchOptions } from '../options';
import { forgetPeak, peakMb } from '../processes';
import { type Findings, megabytes, seconds, times } from '../report';
import { discard, millisecondsOf, runExport } from '../run-export';
import { clientOf, type Service } from '../service';
import { median } from '../statistics';

const formats: readonly FormatName[] = ['jsonl', 'csv', 'parquet', 'chat'];

interface Measured {
  format: FormatName;
  logs: number;
  ms: number;
  microsecondsALog: number;
  /** What a log costs, to what it costs in the smallest export of the same format. */
  toSmallest: number;
  /** The same of joining the parts and of all other steps, each to itself. */
  composeToSmallest: number;
  restToSmallest: number;
  peakMb: number;
}

/** Exports of each size in every format, all of them the first logs of one store. */
export async function scaleSection(service: Service, { sizes, rounds }: BenchOptions): Promise<Findings> {
  const ordered = [...new Set(sizes)].sort((a, b) => a - b);
  const largest = wholeSet(ordered.at(-1)!);
  await withLogs(service.stack.env, (logs) => fill(logs, largest.data));
  const results: Measured[] = [];
  for (const format of formats) {
    console.error(`Measuring: scale, ${format} …`);
    const cases = ordered.map((logs): Case => ({ ...largest, format, logs }));
    results.push(...(await measureSizes(service, cases, rounds)));
  }
  const ofLargest = results.filter(({ logs }) => logs === largest.logs);
  const ratios = { scale_growth: Math.max(...ofLargest.map(({ toSmallest }) => toSmallest)) };
  return { tables: [table(results, largest)], results, ratios };
}

/** The cases are of one format, the smallest first; in interleaved rounds. */
async function measureSizes(service: Service, cases: readonly Case[], rounds: number): Promise<Measured[]> {
  const client = await clientOf(service, ORGANISATION);
  const worker = service.pids.worker!;
  const found = cases.map((asked) => ({ asked, ms: [] as number[], composed: [] as number[], peaks: [] as number[] }));
  // The first export of a format is slower: its code is not compiled yet.
  await discard(client, await runExport(client, cases[0]!));
  for (let round = 0; round < rounds; round += 1) {
    for (const { asked, ms, composed, peaks } of found) {
      forgetPeak(worker);
      const record = await runExport(client, asked);
      peaks.push(peakMb(worker));
      ms.push(millisecondsOf(record));
      composed.push(stepTimes(await historyOf(service.stack, record.id)).compose!);
      await discard(client, record);
    }
  }
  const costs = found.map(({ asked: { format, logs }, ms, composed, peaks }) => {
    const aLog = (milliseconds: number) => (milliseconds * 1_000) / logs;
    const [whole, compose] = [aLog(median(ms)), aLog(median(composed))];
    return { format, logs, ms: median(ms), whole, compose, rest: whole - compose, peakMb: Math.max(...peaks) };
  });
  const smallest = costs[0]!;
  return costs.map(({ whole, compose, rest, ...measured }) => ({
    ...measured,
    microsecondsALog: whole,
    toSmallest: whole / smallest.whole,
    composeToSmallest: compose / smallest.compose,
    restToSmallest: rest / smallest.rest,
  }));
}

const table = (results: readonly Measured[], { data }: Case) => ({
  title: `What a log costs as exports grow: the first logs of ${data.logs.toLocaleString('en')} × ${kilobytes(data.bytes)}, all columns`,
  head: [
    ...['format', 'logs', 'export', 'µs a log', 'to the fewest', 'compose alone', 'all but compose'],
    'peak of the worker',
  ],
  rows: results.map((one) => [
    one.format,
    one.logs.toLocaleString('en'),
    seconds(one.ms),
    one.microsecondsALog.toFixed(1),
    times(one.toSmallest),
    times(one.composeToSmallest),
    times(one.restToSmallest),
    megabytes(one.peakMb),
  ]),
  notes: ['Medians of the rounds, the highest peak. One worker makes the formats in this order.'],
});
