import { setTimeout as sleep } from 'node:timers/promises';
import { Sentence } from '../local/bare/sentence.cjs';
import type { ApiClient } from '../local/demo/api-client';
import type { ExportAnswer } from '../src/contract/export-answers';
import { hasColumns } from '../src/model/formats';
import { type Case, columnSets } from './cases';
import { timeOf } from './logs';

const POLL_MS = 500;

/** Creates an export of the case; it is a draft until it is started. */
export async function createExport(
  client: ApiClient,
  { data, logs, columns, format, compression }: Case,
): Promise<string> {
  const created = await client.call<{ id: string }>('POST', '/logs/exports', {
    workspace_id: data.workspace,
    filters: { created_at: { gte: timeOf(0).toISOString(), lt: timeOf(logs).toISOString() } },
    ...(hasColumns(format) && { requested_data: columnSets[columns] }),
    format,
    ...(compression && { compression }),
  });
  return created.id;
}

export const startExport = (client: ApiClient, id: string) => client.call('POST', `/logs/exports/${id}/start`);

/** Waits for an export that was started to have succeeded; throws where it ends otherwise. */
export async function ended(client: ApiClient, id: string): Promise<ExportAnswer> {
  for (;;) {
    const record = await client.call<ExportAnswer>('GET', `/logs/exports/${id}`);
    if (record.status === 'success') return record;
    if (record.status !== 'in_progress') throw new Sentence(`An export ended as ${record.status}: ${record.error}`);
    await sleep(POLL_MS);
  }
}

/** Waits for one after the other: many that ask at once would be a load of their own. */
export async function endedInTurn(client: ApiClient, ids: readonly string[]): Promise<ExportAnswer[]> {
  const records: ExportAnswer[] = [];
  for (const id of ids) records.push(await ended(client, id));
  return records;
}

/** From the accepted start to the success that the record holds, by the service's own clock: polls take no part in it. */
export const millisecondsOf = ({ started_at, completed_at }: ExportAnswer) =>
  Date.parse(completed_at!) - Date.parse(started_at!);

/** A whole export, from its start to the file in the bucket. */
export async function runExport(client: ApiClient, asked: Case): Promise<ExportAnswer> {
  const id = await createExport(client, asked);
  await startExport(client, id);
  const record = await ended(client, id);
  if (record.progress.exported !== asked.logs) {
    throw new Sentence(
      `The export holds ${record.progress.exported} logs of ${asked.logs}: its time can't be compared.`,
    );
  }
  return record;
}

/** Deletes an export with its file: what a benchmark has measured it need not keep. */
export const discard = (client: ApiClient, { id }: ExportAnswer) => client.call('DELETE', `/logs/exports/${id}`);
