/** Where the time of an export goes: step by step, process by process, and within the worker by its profile. */
import path from 'node:path';
import type { ApiClient } from '../../local/demo/api-client';
import { bodylessCase, type Case, nameOf, ORGANISATION, targetCase } from '../cases';
import { fill, withLogs } from '../fill';
import { type Measurement, measureExport } from '../measure-export';
import type { BenchOptions } from '../options';
import { profiled } from '../profile';
import { type Findings, shareRows, type Table } from '../report';
import { discard, runExport } from '../run-export';
import { clientOf, type Service } from '../service';
import { medians } from '../statistics';

/** The target's case beside the one without bodies. What is timed is not profiled, which would cost time of its own. */
export async function profileSection(service: Service, { sizes, rounds, profile }: BenchOptions): Promise<Findings> {
  const cases = [targetCase(sizes), bodylessCase(sizes)];
  await withLogs(service.stack.env, (logs) => fill(logs, cases[0]!.data));
  const client = await clientOf(service, ORGANISATION);
  await playEach(client, cases);

  const found = cases.map((): Measurement[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, asked] of cases.entries()) found[index]!.push(await measureExport(service, client, asked));
  }
  const steps = found.map((ofCase) => medians(ofCase.map((one) => one.steps)));
  const cpu = found.map((ofCase) => medians(ofCase.map((one) => one.cpu)));

  const mainThread: Record<string, number>[] = [];
  const files = [profile!, fileBeside(profile!)];
  for (const [index, asked] of cases.entries()) {
    const spent = await profiled(service, files[index]!, () => playEach(client, Array<Case>(rounds).fill(asked)));
    mainThread.push(Object.fromEntries([...spent].map(([name, ms]) => [name, ms / rounds])));
  }

  const head = cases.flatMap(({ columns }) => [columns, 'share']);
  const tables: Table[] = [
    { title: 'The steps of an export, by its history', head: ['step', ...head], rows: shareRows(steps) },
    { title: 'Processor time of an export', head: ['process', ...head], rows: shareRows(cpu) },
    {
      title: 'The worker’s main thread in an export',
      head: ['spent on', ...head],
      rows: shareRows(mainThread),
      notes: [
        `${nameOf(cases[0]!)}, and the same without bodies. Steps and processes: the median of ${rounds} exports each; the thread: the mean of ${rounds} others, while it was not idle.`,
        `The profiles, for Chrome’s developer tools: ${files.join(', ')}`,
      ],
    },
  ];
  return { tables, results: { steps, cpu, mainThread } };
}

async function playEach(client: ApiClient, cases: readonly Case[]) {
  for (const asked of cases) await discard(client, await runExport(client, asked));
}

function fileBeside(file: string) {
  const { dir, name, ext } = path.parse(file);
  return path.join(dir, `${name}-without-bodies${ext}`);
}
