import { nameOf, ORGANISATION, wholeSet } from '../cases';
import { fill, withLogs } from '../fill';
import { measureExport } from '../measure-export';
import type { BenchOptions } from '../options';
import { type Findings, seconds } from '../report';
import { clientOf, type Service } from '../service';
import { percentile, spreadOf } from '../statistics';

const EXPORTS_A_ROUND = 6;

/** Start to finish of an export of 100 logs. */
export async function smallSection(service: Service, { rounds }: BenchOptions): Promise<Findings> {
  const asked = wholeSet(100);
  await withLogs(service.stack.env, (logs) => fill(logs, asked.data));
  const client = await clientOf(service, ORGANISATION);
  const wholes: number[] = [];
  const outside: number[] = [];
  for (let turn = 0; turn < rounds * EXPORTS_A_ROUND; turn += 1) {
    const { ms, temporalMs } = await measureExport(service, client, asked);
    wholes.push(ms);
    outside.push(temporalMs);
  }
  const [whole, temporal] = [spreadOf(wholes), spreadOf(outside)];
  const row = (name: string, values: number[]) => {
    const { median, lowest, highest } = spreadOf(values);
    return [name, ...[median, lowest, highest, percentile(values, 0.95)].map(seconds)];
  };
  const table = {
    title: `A small export: ${nameOf(asked)}, ${wholes.length} in a row`,
    head: ['', 'median', 'lowest', 'highest', 'p95'],
    rows: [row('start to success', wholes), row('of which no activity runs (Temporal)', outside)],
  };
  return { tables: [table], results: { whole, temporal } };
}
