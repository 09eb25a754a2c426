/** The records that released versions left in MongoDB: each is read by this version, and leads to the right file. */
import { gunzipSync } from 'node:zlib';
import { exportAnswer } from '../../src/contract/export-answers';
import type { ExportRecord } from '../../src/stores/export-record';
import type { ApiClient } from '../support/client';
import { insertLogs, linesOf, logDocuments } from '../support/log-documents';
import { recordsIn } from '../support/records';
import { startStack, type Stack } from '../support/stack';
import { readRecords } from './recordings';

const documents = logDocuments(60);
/** Several were taken of one export: each gets an id and a slot of its own. */
const cases = readRecords('0.1.0').map(({ step, format, record: { _id, slot, ...record } }, index) => ({
  ...{ step, format, id: `${String(_id)}-${index}` },
  record: { ...record, slot: slot === null ? null : index },
}));
let stack: Stack;
let client: ApiClient;
beforeAll(async () => {
  stack = await startStack({ variables: { EXPORT_BATCH_LOGS: '10' } });
  client = await stack.client();
  await insertLogs(stack, documents);
  await recordsIn(stack).insertMany(cases.map(({ id, record }) => ({ ...record, _id: id })) as never[]);
});
afterAll(() => stack.stop());

const textOf = (file: Buffer, format: string) => (format === 'jsonl.gz' ? gunzipSync(file) : file).toString();

test.each(cases)('0.1.0, $format: what was $step is read', async ({ id, record }) => {
  const answer = exportAnswer.parse(await client.read(id));
  const { filters, requested_data, created_by, format } = record as unknown as ExportRecord;
  expect(answer).toMatchObject({ filters: JSON.parse(filters) as unknown, requested_data, created_by, format });
});

test.each(cases.filter(({ step }) => step !== 'success'))(
  '0.1.0, $format: what was $step ends in the right file',
  async ({ id, format }) => {
    // One that was in progress, and has no workflow here, is started as it was or is a failure by now.
    await client.settled(id);
    await client.start(id);
    expect(await client.settled(id)).toMatchObject({ status: 'success', progress: { exported: 60, total: 60 } });
    expect(textOf(await client.download(id), format)).toBe(linesOf(documents));
  },
);

test.each(cases.filter(({ step }) => step === 'success'))(
  '0.1.0, $format: the file of a success is where it was put',
  async ({ id, record }) => {
    const { body } = await client.send<{ signed_url: string }>('GET', `/v1/logs/exports/${id}/download`);
    const { file } = record as unknown as { file: { name: string; generation: string } };
    const url = new URL(body.signed_url);
    expect(url.pathname).toBe(`/${stack.config.GCS_BUCKET}/${stack.config.GCS_PREFIX}/acme/main/${id}/${file.name}`);
    expect(url.searchParams.get('generation')).toBe(file.generation);
  },
);
