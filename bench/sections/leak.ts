import { setTimeout as sleep } from 'node:timers/promises';
import { nameOf, ORGANISATION, targetCase, wholeSet } from '../cases';
import { fill, withLogs } from '../fill';
import type { BenchOptions } from '../options';
import { residentMb } from '../processes';
import { type Findings, megabytes } from '../report';
import { discard, runExport } from '../run-export';
import { clientOf, type Service } from '../service';
import { median } from '../statistics';

const EXPORTS = 200;
const LOGS = 2_000;
const QUARTERS = 4;

/** Exports in a row: the worker's memory, quarter by quarter. */
export async function leakSection(service: Service, { sizes }: BenchOptions): Promise<Findings> {
  const asked = wholeSet(Math.min(LOGS, targetCase(sizes).logs));
  await withLogs(service.stack.env, (logs) => fill(logs, asked.data));
  const client = await clientOf(service, ORGANISATION);
  const sizesSeen: number[] = [];
  for (let turn = 0; turn < EXPORTS; turn += 1) {
    await discard(client, await runExport(client, asked));
    sizesSeen.push(residentMb(service.pids.worker!));
    await sleep(10);
  }
  const quarter = EXPORTS / QUARTERS;
  const medians = Array.from({ length: QUARTERS }, (_, i) => median(sizesSeen.slice(i * quarter, (i + 1) * quarter)));
  const table = {
    title: `${EXPORTS} exports in a row: ${nameOf(asked)}`,
    head: ['', ...medians.map((_, i) => `${i * quarter + 1}–${(i + 1) * quarter}`)],
    rows: [['resident size of the worker, median', ...medians.map(megabytes)]],
  };
  return { tables: [table], results: { medians, sizes: sizesSeen } };
}
