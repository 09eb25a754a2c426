import type { ApiClient } from '../../local/demo/api-client';
import {
  bodylessCase,
  byDataSet,
  type Case,
  growthCases,
  nameOf,
  ORGANISATION,
  targetCase,
  variedCases,
} from '../cases';
import { empty, fill, withLogs } from '../fill';
import { historyOf, stepTimes } from '../history';
import type { BenchOptions } from '../options';
import { cpuSeconds, ownCpuSeconds } from '../processes';
import { drain, mongoexportAndUpload } from '../peers';
import { type Findings, seconds, times } from '../report';
import { discard, millisecondsOf, runExport } from '../run-export';
import { clientOf, type Service } from '../service';
import { type Spread, spreadOf } from '../statistics';

/** Rounds of the cases that are there for comparison. */
const FEWER = 3;

/**
 * Milliseconds: of the four ways; of processor time, in all processes but the emulator of the bucket, whose own is not the
 * bucket's; and of joining an export's parts, for which that emulator copies every byte, and the bucket none.
 */
const measures = ['drain', 'mongoexport', 'uploaded', 'export', 'uploadedCost', 'exportCost', 'compose'] as const;
type Measure = (typeof measures)[number];
type Times = Record<Measure, number[]>;
type Measured = Case & Record<Measure, Spread | null>;

/**
 * (a) the raw drain, (b) mongoexport, (b') the same and the upload of its file, and (c) the whole export of the same
 * query, round by round beside each other. Each data set has the collection to itself.
 */
export async function exportSection(service: Service, { sizes, rounds }: BenchOptions): Promise<Findings> {
  const client = await clientOf(service, ORGANISATION);
  const compared = [targetCase(sizes), bodylessCase(sizes), ...growthCases(sizes)];
  const names = new Set(compared.map(nameOf));
  const measured: Measured[] = [];
  for (const { data, cases } of byDataSet([...compared, ...variedCases(sizes)])) {
    await withLogs(service.stack.env, async (logs) => {
      await empty(logs);
      await fill(logs, data);
    });
    const all = cases.map((one) => ({
      one,
      often: names.has(nameOf(one)),
      times: Object.fromEntries(measures.map((measure) => [measure, [] as number[]])) as Times,
    }));
    for (let round = 0; round < rounds; round += 1) {
      for (const { one, often, times: found } of all) {
        if (often || round < FEWER) await playRound(service, client, one, found, round);
      }
    }
    measured.push(...all.map(({ one, times: found }) => toMeasured(one, found)));
  }
  return { tables: [table(measured)], results: measured.map(toJson), ratios: ratiosOf(measured, sizes) };
}

function toMeasured(one: Case, found: Times): Measured {
  const spread = (values: number[]) => (values.length > 0 ? spreadOf(values) : null);
  const spreads = Object.fromEntries(measures.map((measure) => [measure, spread(found[measure])]));
  return { ...one, ...(spreads as Record<Measure, Spread | null>) };
}

/** Each round begins with another way, so that none always has the caches that the one before it warmed. */
async function playRound(service: Service, client: ApiClient, one: Case, found: Times, round: number) {
  const { env } = service.stack;
  const program = process.env.MONGOEXPORT;
  const turns = [
    async () => found.drain.push(await withLogs(env, (logs) => drain(logs, one))),
    async () => {
      if (!program) return;
      const usedSince = processorTime(service.pids, ['mongodb'], ownCpuSeconds);
      const { exported, uploaded } = await mongoexportAndUpload(program, env, one);
      found.mongoexport.push(exported);
      if (Number.isNaN(uploaded)) return;
      found.uploaded.push(uploaded);
      found.uploadedCost.push(usedSince());
    },
    async () => {
      const usedSince = processorTime(service.pids, ['worker', 'api', 'mongodb', 'temporal']);
      const record = await runExport(client, one);
      found.export.push(millisecondsOf(record));
      found.exportCost.push(usedSince());
      found.compose.push(stepTimes(await historyOf(service.stack, record.id)).compose!);
      await discard(client, record);
    },
  ];
  for (let turn = 0; turn < turns.length; turn += 1) await turns[(turn + round) % turns.length]!();
}

/** Answers how many milliseconds these processes have used since. One that runs elsewhere is left out. */
function processorTime(pids: Service['pids'], names: readonly (keyof Service['pids'])[], more = () => 0) {
  const used = () =>
    names.reduce((total, name) => total + (pids[name] === null ? 0 : cpuSeconds(pids[name])), more()) * 1_000;
  const before = used();
  return () => used() - before;
}

const ratio = (one: Spread | null, other: Spread | null) => (one && other ? one.median / other.median : NaN);

const withoutCompose = ({ export: whole, compose }: Measured) => (whole?.median ?? NaN) - (compose?.median ?? NaN);

const microsecondsALog = ({ export: whole, logs }: Measured) => ((whole?.median ?? NaN) * 1_000) / logs;

function ratiosOf(measured: Measured[], sizes: readonly number[]): NonNullable<Findings['ratios']> {
  const resultOf = (asked: Case) => measured.find((one) => nameOf(one) === nameOf(asked))!;
  const [target, bodyless] = [resultOf(targetCase(sizes)), resultOf(bodylessCase(sizes))];
  const growth = growthCases(sizes).map((asked) => microsecondsALog(resultOf(asked)));
  const ratios = {
    export_to_mongoexport: ratio(target.export, target.mongoexport),
    export_to_mongoexport_and_upload: ratio(target.export, target.uploaded),
    export_to_drain: ratio(target.export, target.drain),
    bodyless_to_mongoexport: ratio(bodyless.export, bodyless.mongoexport),
    cost_growth: growth.length > 1 ? growth.at(-1)! / growth[0]! : NaN,
  };
  return Object.fromEntries(Object.entries(ratios).filter(([, value]) => Number.isFinite(value)));
}

const cell = (spread: Spread | null) =>
  spread
    ? `${seconds(spread.median)} (${(spread.lowest / 1_000).toFixed(2)}–${(spread.highest / 1_000).toFixed(2)})`
    : 'left out';

const table = (measured: Measured[]) => ({
  title: 'Exports: median and spread of the rounds',
  head: [
    ...['logs', '(a) raw drain', '(b) mongoexport', '(b’) and upload', '(c) export', 'c/a', 'c/b', 'c/b’'],
    ...['c/b’, no compose', 'c/b’, processor time', 'µs a log'],
  ],
  rows: measured.map((one) => [
    nameOf(one),
    cell(one.drain),
    cell(one.mongoexport),
    cell(one.uploaded),
    cell(one.export),
    times(ratio(one.export, one.drain)),
    times(ratio(one.export, one.mongoexport)),
    times(ratio(one.export, one.uploaded)),
    times(withoutCompose(one) / (one.uploaded?.median ?? NaN)),
    times(ratio(one.exportCost, one.uploadedCost)),
    microsecondsALog(one).toFixed(0),
  ]),
  notes: process.env.MONGOEXPORT
    ? [
        'No compose: without the time in which the parts are joined, for which the emulator of the bucket copies every byte.',
        'Processor time: of all processes but that emulator, on both sides.',
      ]
    : ['mongoexport was left out: MONGOEXPORT names no program.'],
});

const toJson = ({ data, ...rest }: Measured) => ({ bytes: data.bytes, ...rest });
