import type { ExportAnswer } from '../../src/contract/export-answers';
import type { ApiClient } from '../support/client';
import type { Answer, Move } from './model';
import type { Observed } from './linearizable';

/** What an export of this version asks for: a file tells by its keys which version it is of. */
const columns = ['id', 'created_at', 'ai_model', 'trace_id', 'cost'];
export const columnsOf = (version: number) => [...columns.slice(version), ...columns.slice(0, version)];
export const VERSIONS = columns.length;
export const versionOf = (requested: readonly string[]) => columns.indexOf(requested[0]!);

/** Creates a draft of version 0. */
export const createDraft = (client: ApiClient) => client.create({ filters: {}, requested_data: columnsOf(0) });

/** Makes a move by HTTP. */
export async function make(client: ApiClient, id: string, move: Move): Promise<Answer> {
  const path = `/v1/logs/exports/${id}`;
  switch (move.kind) {
    case 'start':
      return { code: (await client.start(id)).status };
    case 'cancel': {
      const { status: code, body } = await client.cancel(id);
      return code === 200 ? { code, stopped: body.message === 'The export is stopped.' } : { code };
    }
    case 'update':
      return { code: (await client.send('PUT', path, { requested_data: columnsOf(move.version) })).status };
    case 'delete':
      return { code: (await client.send('DELETE', path)).status };
    case 'download':
      return { code: (await client.send('GET', `${path}/download`)).status };
    case 'read': {
      const { status: code, body } = await client.send<ExportAnswer>('GET', path);
      if (code !== 200) return { code };
      const { status, attempt, requested_data } = body;
      return { code, seen: { status, attempt, version: versionOf(requested_data) } };
    }
  }
}

let clock = 0;

/** Makes a move and notes when. Moments are numbers of one clock: what is answered before another is sent has a lower one. */
export async function observe(client: ApiClient, id: string, move: Move): Promise<Observed> {
  const sent = (clock += 1);
  const answer = await make(client, id, move);
  return { move, sent, answered: (clock += 1), answer };
}
