/** What an export holds of logs that are inserted, changed and deleted while it runs. */
import { ObjectId } from 'mongodb';
import type { ExportAnswer } from '../../src/contract/export-answers';
import { readCsv } from '../support/csv';
import type { ApiClient } from '../support/client';
import { type GcsProxy, isPart, startGcsProxy } from '../support/gcs-proxy';
import { COLUMNS, FIRST, insertLogs, type LogDocument, logDocument, logDocuments } from '../support/log-documents';
import { parquetRows } from '../support/parquet-rows';
import { startStack, type Stack } from '../support/stack';
import { until } from '../support/waiting';

let stack: Stack;
let proxy: GcsProxy;
let client: ApiClient;
beforeAll(async () => {
  proxy = await startGcsProxy();
  const variables = {
    ...{ EXPORT_BATCH_LOGS: '10', EXPORT_BATCHES_AT_ONCE: '1', EXPORT_MAX_LOGS: '1000' },
    GCS_API_ENDPOINT: proxy.endpoint,
  };
  stack = await startStack({ variables });
});
afterAll(async () => {
  await stack.stop();
  await proxy.stop();
});

const logs = () =>
  stack.mongo.db(stack.config.MONGO_DATABASE).collection<LogDocument>(stack.config.MONGO_COLLECTION_NAME);

interface Line {
  id: string;
  ai_model: string;
}

const readers = {
  jsonl: (file: Buffer) =>
    file
      .toString()
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Line),
  csv(file: Buffer) {
    const [header, ...rows] = readCsv(file.toString());
    return rows.map((row) => Object.fromEntries(row.map((cell, index) => [header![index]!, cell])) as unknown as Line);
  },
  parquet: async (file: Buffer) => (await parquetRows([file]))[0] as Line[],
};
type Format = keyof typeof readers;
const formats = Object.keys(readers) as Format[];

/** Exports all logs of a workspace, and meddles with them once the plan is made and the first batch is read. */
async function exportWhile(
  workspace: string,
  meddle: () => Promise<void>,
  format: Format = 'jsonl',
): Promise<{ record: ExportAnswer; lines: Line[] }> {
  client = await stack.client({ workspace });
  const id = await client.create({ filters: {}, requested_data: COLUMNS, format });
  let held = false;
  let release!: () => void;
  const released = new Promise<void>((resolve) => (release = resolve));
  proxy.meddle(async (request) => {
    if (isPart(request) && !held) {
      held = true;
      await released;
    }
    return undefined;
  });
  await client.start(id);
  await until(() => held);
  await meddle();
  release();
  const record = await client.settled(id);
  if (record.status !== 'success') throw new Error(`${record.error_code}: ${record.error}`);
  return { record, lines: await readers[format](await client.download(id)) };
}

const inWorkspace = (workspace: string, documents: readonly LogDocument[]) =>
  documents.map((document) => ({
    ...document,
    _id: typeof document._id === 'string' ? `${workspace}-${document._id}` : document._id,
    metrics: { ...document.metrics, workspace_slug: workspace },
  }));
const idsOf = (documents: readonly LogDocument[]) => documents.map(({ _id }) => String(_id));

test('logs made after the start are left out, however many; data_cutoff_at says from when on', async () => {
  const before = inWorkspace('late', logDocuments(50));
  await insertLogs(stack, before);
  const { record, lines } = await exportWhile('late', async () => {
    const later = logDocuments(40, (index) => ({ _id: `later-${index}`, created_at: new Date() }));
    await insertLogs(stack, inWorkspace('late', later));
    await client.insert([{ request: { model: 'gpt-4o' }, response: {} }]);
  });
  expect(lines.map(({ id }) => id)).toEqual(idsOf(before));
  expect(record).toMatchObject({ total_records: 50, progress: { exported: 50, total: 50 }, truncated: false });
  expect(record.data_cutoff_at).toBe(record.started_at);
});

test.each(formats)('a log that is changed is in the file once, as it is when its batch is read: %s', async (format) => {
  const workspace = `changed-${format}`;
  const before = inWorkspace(workspace, logDocuments(50));
  await insertLogs(stack, before);
  const { lines } = await exportWhile(
    workspace,
    async () => {
      await logs().updateMany({ 'metrics.workspace_slug': workspace }, { $set: { 'metrics.ai_model': 'changed' } });
    },
    format,
  );
  expect(lines.map(({ id }) => id)).toEqual(idsOf(before));
  // The first batch had been read.
  expect(lines.map(({ ai_model }) => ai_model)).toEqual([
    ...Array<string>(10).fill('gpt-4o'),
    ...Array<string>(40).fill('changed'),
  ]);
});

test.each(formats)(
  'a log that is deleted before its batch is read is left out, and the others are in the file once: %s',
  async (format) => {
    const workspace = `deleted-${format}`;
    const before = inWorkspace(workspace, logDocuments(50));
    await insertLogs(stack, before);
    const gone = new Set(idsOf(before).filter((_, index) => index % 10 === 9 || index === 20));
    const { record, lines } = await exportWhile(
      workspace,
      async () => {
        await logs().deleteMany({ _id: { $in: [...gone] as never[] } });
      },
      format,
    );
    // The edges of batches are among them: what follows an edge must not move.
    const left = idsOf(before).filter((id, index) => !gone.has(id) || index === 9);
    expect(lines.map(({ id }) => id)).toEqual(left);
    expect(record).toMatchObject({ total_records: 50, progress: { exported: left.length, total: 50 } });
  },
);

test.each([
  ['strings', (index: number) => ({ _id: `log-${String(index).padStart(6, '0')}` })],
  ['ObjectIds', () => ({ _id: new ObjectId() })],
])(
  'a log that arrives late, dated before the start, ids being %s: no other is lost or doubled for it',
  async (name, given) => {
    const workspace = `backfilled-${name}`;
    const before = inWorkspace(workspace, logDocuments(50, given));
    await insertLogs(stack, before);
    const late = inWorkspace(
      workspace,
      [5, 25, 45].map((index) => logDocument(index, { ...given(index + 500), created_at: new Date(FIRST + index) })),
    );
    const { record, lines } = await exportWhile(workspace, () => insertLogs(stack, late));
    const ids = lines.map(({ id }) => id);
    const lateIds = idsOf(late);
    expect(ids.filter((id) => !lateIds.includes(id))).toEqual(idsOf(before));
    expect(new Set(ids).size).toBe(ids.length);
    // The batch of the first was read; those of the others were not.
    expect(ids).not.toContain(lateIds[0]);
    // They match, and are held: no reader is told of more than all.
    expect(ids).toHaveLength(52);
    expect(record).toMatchObject({ total_records: 52, progress: { exported: 52, total: 52 }, truncated: false });
  },
);
