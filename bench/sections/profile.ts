import { nameOf, ORGANISATION, targetCase } from '../cases';
import { fill, withLogs } from '../fill';
import type { BenchOptions } from '../options';
import { profiled } from '../profile';
import { type Findings, seconds } from '../report';
import { discard, runExport } from '../run-export';
import { clientOf, type Service } from '../service';

/** Where the main thread of the worker spends its time in an export of the target's case. */
export async function profileSection(service: Service, { sizes, rounds, profile }: BenchOptions): Promise<Findings> {
  const asked = targetCase(sizes);
  await withLogs(service.stack.env, (logs) => fill(logs, asked.data));
  const client = await clientOf(service, ORGANISATION);
  await discard(client, await runExport(client, asked));
  const spent = await profiled(service, profile!, async () => {
    for (let round = 0; round < rounds; round += 1) await discard(client, await runExport(client, asked));
  });
  const total = [...spent.values()].reduce((sum, ms) => sum + ms, 0);
  const table = {
    title: `The worker's main thread in ${rounds} exports: ${nameOf(asked)}`,
    head: ['spent on', 'an export', 'share'],
    rows: [...spent].map(([name, ms]) => [name, seconds(ms / rounds), `${((ms * 100) / total).toFixed(1)} %`]),
    notes: [`The profile itself, for Chrome's developer tools: ${profile}`],
  };
  return { tables: [table], results: Object.fromEntries(spent) };
}
