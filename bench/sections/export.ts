import type { ApiClient } from '../../local/demo/api-client';
import { type Case, casesFor, nameOf, ORGANISATION, TARGET } from '../cases';
import { fill, withLogs } from '../fill';
import type { BenchOptions } from '../options';
import { drain, mongoexport } from '../peers';
import { type Findings, seconds, times } from '../report';
import { discard, millisecondsOf, runExport } from '../run-export';
import { clientOf, type Service } from '../service';
import { type Spread, spreadOf } from '../statistics';

/** The cases that vary the target's are there for comparison: fewer rounds will do. */
const FEWER = 3;

type Way = 'drain' | 'mongoexport' | 'export';
type Times = Record<Way, number[]>;
type Measured = Case & Record<Way, Spread | null>;

/** (a) the raw drain, (b) mongoexport and (c) the whole export of the same query, round by round beside each other. */
export async function exportSection(service: Service, { sizes, rounds }: BenchOptions): Promise<Findings> {
  const client = await clientOf(service, ORGANISATION);
  const measured: Measured[] = [];
  const cases = casesFor(sizes);
  for (const data of new Set(cases.map((one) => one.data))) {
    await withLogs(service.stack.env, (logs) => fill(logs, data));
  }
  const all = cases.map((one) => ({ one, times: { drain: [], mongoexport: [], export: [] } }));
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, { one, times: found }] of all.entries()) {
      if (index < 2 || round < FEWER || isGrowth(one, sizes)) await playRound(service, client, one, found, round);
    }
  }
  for (const { one, times: found } of all) {
    const spread = (way: Way) => (found[way].length > 0 ? spreadOf(found[way]) : null);
    measured.push({ ...one, drain: spread('drain'), mongoexport: spread('mongoexport'), export: spread('export') });
  }
  return { tables: [table(measured)], results: measured.map(toJson), ratios: ratiosOf(measured, sizes) };
}

const isGrowth = ({ logs }: Case, sizes: readonly number[]) =>
  logs === Math.min(...sizes) || logs === Math.max(...sizes);

/** Each round begins with another way, so that none always has the caches that the one before it warmed. */
async function playRound(service: Service, client: ApiClient, one: Case, found: Times, round: number) {
  const { env } = service.stack;
  const program = process.env.MONGOEXPORT;
  const ways: [Way, () => Promise<number>][] = [
    ['drain', () => withLogs(env, (logs) => drain(logs, one))],
    ['mongoexport', () => mongoexport(program!, env, one)],
    ['export', () => exportOnce(client, one)],
  ];
  for (let turn = 0; turn < ways.length; turn += 1) {
    const [way, run] = ways[(turn + round) % ways.length]!;
    if (way !== 'mongoexport' || program) found[way].push(await run());
  }
}

async function exportOnce(client: ApiClient, one: Case): Promise<number> {
  const record = await runExport(client, one);
  await discard(client, record);
  return millisecondsOf(record);
}

const ratio = (one: Spread | null, other: Spread | null) => (one && other ? one.median / other.median : NaN);

function ratiosOf(measured: Measured[], sizes: readonly number[]): NonNullable<Findings['ratios']> {
  const [target, bodyless] = measured as [Measured, Measured];
  const perLog = (size: number) => {
    const found = measured.find(
      ({ logs, data, columns, format }) =>
        logs === size && data.bytes === TARGET.bytes && columns === 'all columns' && format === 'jsonl',
    );
    return (found?.export?.median ?? NaN) / size;
  };
  const ratios = {
    export_to_mongoexport: ratio(target.export, target.mongoexport),
    export_to_drain: ratio(target.export, target.drain),
    bodyless_to_mongoexport: ratio(bodyless.export, bodyless.mongoexport),
    cost_growth: sizes.length > 1 ? perLog(Math.max(...sizes)) / perLog(Math.min(...sizes)) : NaN,
  };
  return Object.fromEntries(Object.entries(ratios).filter(([, value]) => Number.isFinite(value)));
}

const cell = (spread: Spread | null) =>
  spread
    ? `${seconds(spread.median)} (${(spread.lowest / 1_000).toFixed(2)}–${(spread.highest / 1_000).toFixed(2)})`
    : 'left out';

const table = (measured: Measured[]) => ({
  title: 'Exports: median and spread of the rounds',
  head: ['logs', '(a) raw drain', '(b) mongoexport', '(c) export', 'c/a', 'c/b', 'µs a log'],
  rows: measured.map((one) => [
    nameOf(one),
    cell(one.drain),
    cell(one.mongoexport),
    cell(one.export),
    times(ratio(one.export, one.drain)),
    times(ratio(one.export, one.mongoexport)),
    (((one.export?.median ?? NaN) * 1_000) / one.logs).toFixed(0),
  ]),
  notes: process.env.MONGOEXPORT ? [] : ['mongoexport was left out: MONGOEXPORT names no program.'],
});

const toJson = ({ data, ...rest }: Measured) => ({ bytes: data.bytes, ...rest });
