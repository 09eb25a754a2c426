/** Many exports at once, what another organisation notices of them, and what a second worker is good for. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../../local/demo/api-client';
import type { ExportAnswer } from '../../src/contract/export-answers';
import { type Case, nameOf, ORGANISATION, wholeSet } from '../cases';
import { fill, withLogs } from '../fill';
import { type Findings, seconds, times } from '../report';
import { createExport, discard, endedInTurn, millisecondsOf, runExport, startExport } from '../run-export';
import { withSecondWorker } from '../second-worker';
import { clientOf, type Service } from '../service';
import { median, percentile } from '../statistics';
import { manyExports } from './many-exports';

const EXPORTS = 50;
const LOGS = 5_000;
const SMALL = 100;
const IDLE_ROUNDS = 9;
const ASK_EVERY_MS = 50;
/** About as many as under the load: of a hundred, the slowest but one would be the percentile. */
const IDLE_ASKS = 300;
const OTHER = 'org_other';

export async function loadSection(service: Service): Promise<Findings> {
  const [asked, small] = [wholeSet(LOGS), wholeSet(SMALL)];
  await withLogs(service.stack.env, async (logs) => {
    await fill(logs, asked.data);
    await fill(logs, small.data, OTHER);
  });
  const [client, other] = [await clientOf(service, ORGANISATION), await clientOf(service, OTHER)];

  const singleMs = await idle(client, asked);
  const smallMs = await idle(other, small);
  const watched = await createExport(client, small);
  const idleAsks = await asking(client, watched, async () => sleep(IDLE_ASKS * ASK_EVERY_MS));
  const one = await crowd(client, other, { asked, small, watched });
  const two = await withSecondWorker(service, () => crowd(client, other, { asked, small, watched }));
  const many = await manyExports(service);

  const perSecond = LOGS / singleMs;
  const results = {
    singleMs,
    smallMs,
    idleP99: percentile(idleAsks, 0.99),
    one: { ...one, throughput: (EXPORTS * LOGS) / one.ms / perSecond },
    many: many.results,
    two: { ...two, throughput: (EXPORTS * LOGS) / two.ms / perSecond },
  };
  const table = {
    title: `${EXPORTS} exports at once: ${nameOf(asked)}`,
    head: ['', 'idle', 'one worker', 'two workers', 'one / idle'],
    rows: [
      [
        'all of them',
        seconds(singleMs * EXPORTS),
        seconds(one.ms),
        seconds(two.ms),
        `throughput × ${times(results.one.throughput)}`,
      ],
      [
        'another organisation’s export of 100 logs',
        ...[smallMs, one.smallMs, two.smallMs].map(seconds),
        times(one.smallMs / smallMs),
      ],
      [
        'GET /logs/exports/{id}, p99',
        ...[results.idleP99, one.p99, two.p99].map((ms) => `${ms.toFixed(1)} ms`),
        times(one.p99 / results.idleP99),
      ],
    ],
    notes: ['“All of them” idle: as many times a single one’s time. Nothing failed, or this table would not be here.'],
  };
  return { tables: [table, many.table], results };
}

async function idle(client: ApiClient, asked: Case): Promise<number> {
  const found: number[] = [];
  for (let round = 0; round < IDLE_ROUNDS; round += 1) {
    const record = await runExport(client, asked);
    await discard(client, record);
    if (round > 0) found.push(millisecondsOf(record));
  }
  return median(found);
}

/** All exports at once; once they are under way, another organisation's small one. */
async function crowd(
  client: ApiClient,
  other: ApiClient,
  { asked, small, watched }: { asked: Case; small: Case; watched: string },
) {
  const ids = await Promise.all(Array.from({ length: EXPORTS }, () => createExport(client, asked)));
  let records: ExportAnswer[] = [];
  let smallMs = NaN;
  const asks = await asking(client, watched, async () => {
    await Promise.all(ids.map((id) => startExport(client, id)));
    const smallOnes = behindThem(other, small, () => records.length > 0);
    records = await endedInTurn(client, ids);
    smallMs = median(await smallOnes);
  });
  const started = Math.min(...records.map(({ started_at }) => Date.parse(started_at!)));
  const completed = Math.max(...records.map(({ completed_at }) => Date.parse(completed_at!)));
  for (const record of records) await discard(client, record);
  return { ms: completed - started, smallMs, p99: percentile(asks, 0.99) };
}

/** Small exports one after the other, for as long as the crowd is at work. */
async function behindThem(other: ApiClient, small: Case, isOver: () => boolean): Promise<number[]> {
  const found: number[] = [];
  while (!isOver()) {
    const record = await runExport(other, small);
    if (!isOver() || found.length === 0) found.push(millisecondsOf(record));
    await discard(other, record);
  }
  return found;
}

/** How long the API takes to answer for one export, asked again and again while `work` goes on. */
async function asking(client: ApiClient, id: string, work: () => Promise<unknown>): Promise<number[]> {
  const found: number[] = [];
  let isOver = false;
  const done = work().finally(() => (isOver = true));
  while (!isOver) {
    const started = performance.now();
    await client.call('GET', `/logs/exports/${id}`);
    found.push(performance.now() - started);
    await sleep(ASK_EVERY_MS);
  }
  await done;
  return found;
}
