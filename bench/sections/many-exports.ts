/** A thousand small exports of ten organisations on two workers: what they hold, how fast they are, and in whose favour. */
import type { ApiClient } from '../../local/demo/api-client';
import type { ExportAnswer } from '../../src/contract/export-answers';
import { type Case, nameOf, wholeSet } from '../cases';
import { fill, withLogs } from '../fill';
import { forgetPeak, peakMb } from '../processes';
import { megabytes, seconds, type Table, times } from '../report';
import { createExport, discard, ended, endedInTurn, startExport } from '../run-export';
import { withSecondWorker } from '../second-worker';
import { clientOf, type Service } from '../service';
import { median } from '../statistics';

const ORGANISATIONS = 10;
const EXPORTS_EACH = 100;
const LOGS = 100;
/** One after another, of each organisation. */
const SINGLE_EACH = 5;

export async function manyExports(service: Service): Promise<{ table: Table; results: Measured }> {
  const asked = wholeSet(LOGS);
  const names = Array.from({ length: ORGANISATIONS }, (_, index) => `org_many_${index}`);
  await withLogs(service.stack.env, async (logs) => {
    for (const name of names) await fill(logs, asked.data, name);
  });
  const clients: ApiClient[] = [];
  for (const name of names) clients.push(await clientOf(service, name));
  const results = await withSecondWorker(service, (second) => measure(clients, asked, [service.pids.worker!, second]));
  return { table: table(results, asked), results };
}

interface Measured {
  singleMs: number;
  /** From the first start to the last one. */
  startsMs: number;
  /** From the first start to the last end. */
  allMs: number;
  /** The work of all, one after another, to the time that it took. */
  throughput: number;
  /** By organisation, from the first start until half of its exports had ended. */
  halvesMs: number[];
  /** By worker. */
  peaksMb: number[];
}

async function measure(clients: readonly ApiClient[], asked: Case, workers: readonly number[]): Promise<Measured> {
  const singleMs = await oneByOne(clients, asked);
  const drafts = await Promise.all(clients.map((client) => createdInTurn(client, asked)));
  for (const pid of workers) forgetPeak(pid);
  const records = await Promise.all(
    clients.map(async (client, index) => {
      for (const id of drafts[index]!) await startExport(client, id);
      return endedInTurn(client, drafts[index]!);
    }),
  );
  const peaksMb = workers.map(peakMb);
  await Promise.all(clients.map((client, index) => discardInTurn(client, records[index]!)));

  const starts = records.flat().map(({ started_at }) => Date.parse(started_at!));
  const first = Math.min(...starts);
  const ends = records.map((own) => own.map(({ completed_at }) => Date.parse(completed_at!) - first));
  const allMs = Math.max(...ends.flat());
  return {
    singleMs,
    startsMs: Math.max(...starts) - first,
    allMs,
    throughput: (singleMs * starts.length) / allMs,
    halvesMs: ends.map(median),
    peaksMb,
  };
}

/** The mean of exports one after another, the organisations in turn: with their starts, as the time of all has them. */
async function oneByOne(clients: readonly ApiClient[], asked: Case): Promise<number> {
  let total = 0;
  for (let round = 0; round < SINGLE_EACH; round += 1) {
    for (const client of clients) {
      const id = await createExport(client, asked);
      const sent = Date.now();
      await startExport(client, id);
      const record = await ended(client, id);
      total += Date.parse(record.completed_at!) - sent;
      await discard(client, record);
    }
  }
  return total / (SINGLE_EACH * clients.length);
}

async function createdInTurn(client: ApiClient, asked: Case): Promise<string[]> {
  const ids: string[] = [];
  for (let made = 0; made < EXPORTS_EACH; made += 1) ids.push(await createExport(client, asked));
  return ids;
}

async function discardInTurn(client: ApiClient, records: readonly ExportAnswer[]) {
  for (const record of records) await discard(client, record);
}

function table({ singleMs, startsMs, allMs, throughput, halvesMs, peaksMb }: Measured, asked: Case): Table {
  const exports = ORGANISATIONS * EXPORTS_EACH;
  const [soonest, latest] = [Math.min(...halvesMs), Math.max(...halvesMs)];
  return {
    title: `${exports.toLocaleString('en')} exports by ${ORGANISATIONS} organisations on two workers: ${nameOf(asked)}`,
    head: ['', 'measured'],
    rows: [
      ['all started within', seconds(startsMs)],
      ['all of them', seconds(allMs)],
      [`one after another: as many times the mean of ${ORGANISATIONS * SINGLE_EACH}`, seconds(singleMs * exports)],
      ['throughput', `× ${times(throughput)}`],
      ['half of an organisation’s exports: soonest – latest', `${seconds(soonest)} – ${seconds(latest)}`],
      ['latest / soonest', times(latest / soonest)],
      ['peaks of the workers', peaksMb.map(megabytes).join(', ')],
    ],
    notes: ['Nothing failed, or this table would not be here.'],
  };
}
