/** What years of use leave behind: long lists of exports and schedules, and a long audit trail. */
import path from 'node:path';
import type { Db } from 'mongodb';
import { Sentence } from '../../local/bare/sentence.cjs';
import type { ApiClient } from '../../local/demo/api-client';
import { loadConfig } from '../../src/config';
import type { AuditEntry } from '../../src/stores/audit';
import { openDatabases } from '../../src/stores/databases';
import type { ExportRecord } from '../../src/stores/export-record';
import type { ScheduleRecord } from '../../src/stores/schedule-record';
import { columnSets, ORGANISATION, wholeSet } from '../cases';
import { fill, withLogs } from '../fill';
import type { BenchOptions } from '../options';
import { DESCRIPTION, entryBefore, exportBefore, insertCopies, scheduleBefore } from '../records';
import { type Findings, type Table, times } from '../report';
import { runExport } from '../run-export';
import { clientOf, type Service, startService } from '../service';
import { median, percentile } from '../statistics';

const FEW = 100;
const MANY = 100_000;
const MANY_SCHEDULES = 10_000;
const REQUESTS = 200;
/** Of slow answers there are fewer, so that the section ends. */
const AT_MOST_MS = 60_000;
/** The short list has a full page of what it is narrowed to, as the long one has. */
const PAGE = 10;

const lists = {
  'exports, first page': `/logs/exports?page_size=${PAGE}`,
  'exports by status': `/logs/exports?page_size=${PAGE}&status=failure`,
  'exports by search': `/logs/exports?page_size=${PAGE}&search=${DESCRIPTION.slice(1, -1).toUpperCase()}`,
  'schedules, first page': `/logs/schedules?page_size=${PAGE}`,
};

/** Paused, since only its record matters. */
const daily = {
  name: 'Every day',
  every: 'day',
  export: { filters: {}, requested_data: columnSets['4 columns'] },
  paused: true,
};

type Paths = Readonly<Record<string, string>>;
/** How long the answers took, by what was asked for, in milliseconds. */
type Answers = Record<string, number[]>;

/** In a database of its own, which is dropped afterwards. */
export async function longLifeSection({ stack, dataDir, signal }: Service, options: BenchOptions): Promise<Findings> {
  const own = await startService(path.join(dataDir, 'long-life'), stack.env, signal, '_long_life');
  const databases = openDatabases(loadConfig(own.stack.env));
  try {
    return await measure(own, databases.own, options);
  } finally {
    await databases.close();
    await own.stop();
  }
}

async function measure(own: Service, db: Db, { entries }: BenchOptions): Promise<Findings> {
  const client = await clientOf(own, ORGANISATION);
  const many = Math.max(FEW, Math.min(MANY, entries));
  const asked = wholeSet(FEW);
  await withLogs(own.stack.env, (logs) => fill(logs, asked.data));
  const { id } = await runExport(client, asked);
  const { id: scheduleId } = await client.call<{ id: string }>('POST', '/logs/schedules', daily);

  // It would make in Temporal what is only copied here.
  await own.stack.worker.stop();

  const exports = db.collection<ExportRecord>('exports');
  const schedules = db.collection<ScheduleRecord>('schedules');
  const made = (await exports.findOne({ _id: id }))!;
  const schedule = (await schedules.findOne({ _id: scheduleId }))!;
  const lengthen = async (from: number, to: number) => {
    await insertCopies(exports, [from, to], (index) => exportBefore(made, index));
    const last = Math.min(to, MANY_SCHEDULES);
    await insertCopies(schedules, [from, last], (index) => scheduleBefore(schedule, index));
  };
  await lengthen(1, FEW + 1);
  const short = await answersTo(client, lists);
  console.error(`Filling: ${many.toLocaleString('en')} exports …`);
  await lengthen(FEW + 1, many + 1);
  const long = await answersTo(client, lists);

  const pages = await fillTrail(db, entries);
  const trail = await answersTo(client, pages);
  const listGrowth = Object.keys(lists).map((name) => p99(long[name]!) / p99(short[name]!));
  return {
    tables: [listTable(short, long, many), trailTable(trail, entries)],
    results: { short, long, trail, exports: many, entries },
    ratios: { list_growth: Math.max(...listGrowth), audit_depth: p99(trail.deep!) / p99(trail.first!) },
  };
}

/** Makes the trail that long; answers the paths of its first page and of the last full one. */
async function fillTrail(db: Db, entries: number): Promise<{ first: string; deep: string }> {
  console.error(`Filling: ${entries.toLocaleString('en')} entries of the audit trail …`);
  const trail = db.collection<AuditEntry>('audit');
  const made = (await trail.findOne({ organisation_id: ORGANISATION, action: 'export.create' }))!;
  await insertCopies(trail, [1, entries + 1], (index) => entryBefore(made, index));
  const { at } = entryBefore(made, entries - PAGE);
  const before = (await trail.findOne({ organisation_id: ORGANISATION, at }))!;
  const first = `/audit?page_size=${PAGE}`;
  return { first, deep: `${first}&after=${at.getTime()}.${before._id.toHexString()}` };
}

/** In turns, each path until it has cost enough time. */
async function answersTo(client: ApiClient, paths: Paths): Promise<Answers> {
  const found: Answers = Object.fromEntries(Object.keys(paths).map((name) => [name, []]));
  for (let round = 0; round <= REQUESTS; round += 1) {
    for (const [name, asked] of Object.entries(paths)) {
      const answers = found[name]!;
      if (sum(answers) > AT_MOST_MS) continue;
      const started = performance.now();
      const { data } = await client.call<{ data: unknown[] }>('GET', asked);
      const took = performance.now() - started;
      if (data.length !== PAGE) throw new Sentence(`${asked} answered ${data.length} items of ${PAGE}.`);
      if (round > 0) answers.push(took);
    }
  }
  return found;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const p99 = (answers: readonly number[]) => percentile(answers, 0.99);

function cell(answers: readonly number[]): string {
  const fewer = answers.length < REQUESTS ? `; ${answers.length} answers` : '';
  return `${p99(answers).toFixed(1)} ms (${median(answers).toFixed(1)}${fewer})`;
}

const listTable = (short: Answers, long: Answers, many: number): Table => ({
  title: 'Long lists: p99 and median of their answers',
  head: ['', `${FEW} in all`, `${many.toLocaleString('en')} in all`, 'p99, many / few'],
  rows: Object.keys(lists).map((name) => [
    name,
    cell(short[name]!),
    cell(long[name]!),
    times(p99(long[name]!) / p99(short[name]!)),
  ]),
  notes: [
    `${REQUESTS} answers each, of ${PAGE} items. A tenth of the exports match the status, and the same ones the search. Of schedules there are ${Math.min(many, MANY_SCHEDULES).toLocaleString('en')} at most.`,
  ],
});

const trailTable = (trail: Answers, entries: number): Table => ({
  title: `The audit trail of ${entries.toLocaleString('en')} entries: p99 and median of its answers`,
  head: ['', 'first page', 'last page, by after', 'p99, last / first'],
  rows: [['GET /audit', cell(trail.first!), cell(trail.deep!), times(p99(trail.deep!) / p99(trail.first!))]],
  notes: [`${REQUESTS} answers each, of ${PAGE} entries.`],
});
