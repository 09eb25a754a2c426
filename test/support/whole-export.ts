import type { ApiClient } from './client';
import { COLUMNS } from './log-documents';

/** Creates, starts and awaits an export of the columns that tests can build by themselves. */
export async function runExport(client: ApiClient, body: object = {}) {
  const id = await client.create({ filters: {}, requested_data: COLUMNS, ...body });
  const started = await client.start(id);
  if (started.status !== 200) throw new Error(`start answered ${started.status}: ${JSON.stringify(started.body)}`);
  return client.settled(id);
}

/** As {@link runExport}, with the file; throws where the export does not succeed. */
export async function exportFile(client: ApiClient, body: object = {}) {
  const record = await runExport(client, body);
  if (record.status !== 'success') throw new Error(`${record.error_code}: ${record.error}`);
  return { record, content: await client.download(record.id) };
}
