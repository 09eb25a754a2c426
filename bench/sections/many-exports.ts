/** A thousand small exports of ten organisations on two workers: what they hold, how fast they are, and in whose favour. */
import type { ApiClient } from '../../local/demo/api-client';
import type { ExportAnswer } from '../../src/contract/export-answers';
import { workflowIdOf } from '../../src/contract/workflow';
import { type Case, nameOf, wholeSet } from '../cases';
import { fill, withLogs } from '../fill';
import { forgetPeak, peakMb } from '../processes';
import { megabytes, seconds, type Table, times } from '../report';
import { createExport, discard, endedInTurn, startExport } from '../run-export';
import { withSecondWorker } from '../second-worker';
import { clientOf, type Service } from '../service';
import { median } from '../statistics';
import { withTemporal } from '../temporal';

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
  const results = await withTemporal(service.stack.env, ({ workflow }) => {
    const closed = (id: string) => workflow.getHandle(workflowIdOf(id)).result();
    return withSecondWorker(service, (second) =>
      measure(clients, asked, { closed, workers: [service.pids.worker!, second] }),
    );
  });
  return { table: table(results, asked), results };
}

interface Measured {
  /** One after another, from the first start to the last end, by their number. */
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

/** Waits until an export's workflow has closed. */
type Closed = (id: string) => Promise<unknown>;

async function measure(
  clients: readonly ApiClient[],
  asked: Case,
  { closed, workers }: { closed: Closed; workers: readonly number[] },
): Promise<Measured> {
  const singleMs = await oneByOne(clients, asked, closed);
  const drafts = await Promise.all(clients.map((client) => createdInTurn(client, asked, EXPORTS_EACH)));
  for (const pid of workers) forgetPeak(pid);
  const began = performance.now();
  await Promise.all(
    clients.map(async (client, index) => {
      for (const id of drafts[index]!) await startExport(client, id);
      for (const id of drafts[index]!) await closed(id);
    }),
  );
  const allMs = performance.now() - began;
  const peaksMb = workers.map(peakMb);

  const records = await Promise.all(clients.map((client, index) => endedInTurn(client, drafts[index]!)));
  await Promise.all(clients.map((client, index) => discardInTurn(client, records[index]!)));
  const starts = records.flat().map(({ started_at }) => Date.parse(started_at!));
  const first = Math.min(...starts);
  const ends = records.map((own) => own.map(({ completed_at }) => Date.parse(completed_at!) - first));
  return {
    singleMs,
    startsMs: Math.max(...starts) - first,
    allMs,
    throughput: (singleMs * starts.length) / allMs,
    halvesMs: ends.map(median),
    peaksMb,
  };
}

/** Each starts when the one before has ended, the organisations in turn. */
async function oneByOne(clients: readonly ApiClient[], asked: Case, closed: Closed): Promise<number> {
  const drafts = await Promise.all(clients.map((client) => createdInTurn(client, asked, SINGLE_EACH)));
  const began = performance.now();
  for (let round = 0; round < SINGLE_EACH; round += 1) {
    for (const [index, client] of clients.entries()) {
      const id = drafts[index]![round]!;
      await startExport(client, id);
      await closed(id);
    }
  }
  const ms = performance.now() - began;
  for (const [index, client] of clients.entries())
    await discardInTurn(client, await endedInTurn(client, drafts[index]!));
  return ms / (SINGLE_EACH * clients.length);
}

async function createdInTurn(client: ApiClient, asked: Case, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let made = 0; made < count; made += 1) ids.push(await createExport(client, asked));
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
