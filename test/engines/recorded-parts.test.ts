/** What a run writes of its batches to the record of its export, however often it does. */
import type { Batch, Part } from '../../src/model/batches';
import { nothingOmitted } from '../../src/model/omissions';
import { openAllStores } from '../support/open-stores';
import { recordsIn } from '../support/records';
import { startStack, type Stack } from '../support/stack';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ worker: false });
});
afterAll(() => stack.stop());

const part = (rows: number, version: string): Part => ({ rows, bytes: rows * 10, crc32c: rows, version, raw: null });
const batch = (rows: number): Batch => ({ rows, bounds: {}, parts: null });

/** An export whose run has planned three batches. */
async function plannedExport() {
  const stores = openAllStores(stack.config);
  const client = await stack.client();
  const exportId = await client.create({ filters: {}, requested_data: ['id'] });
  const ref = { exportId, run: 'run-1' };
  await recordsIn(stack).updateOne(
    { _id: exportId },
    {
      $set: {
        ...{ status: 'in_progress', run: ref.run, total: 30, total_records: 30 },
        plan: { digest: 'd', fetching: { wholeLogs: false, rowBytes: 0 }, batches: [batch(10), batch(10), batch(10)] },
      },
    },
  );
  const record = async () => (await recordsIn(stack).findOne({ _id: exportId }))!;
  return { ref, stores, record };
}

test('the parts of a batch are recorded once: a second try with other parts changes nothing', async () => {
  const { ref, stores, record } = await plannedExport();
  expect(
    await stores.exports.recordParts(ref, 1, { parts: [part(11, 'first')], planned: 10, omitted: nothingOmitted() }),
  ).toBe(true);
  const once = await record();
  expect(once).toMatchObject({ exported: 11, bytes: 110, total: 31, total_records: 31 });
  expect(once.plan!.batches.map(({ parts }) => parts)).toEqual([null, [part(11, 'first')], null]);

  expect(
    await stores.exports.recordParts(ref, 1, { parts: [part(12, 'second')], planned: 10, omitted: nothingOmitted() }),
  ).toBe(true);
  expect(await record()).toEqual(once);
  await stores.close();
});

test('each batch has its own place, and a batch without logs is recorded, too', async () => {
  const { ref, stores, record } = await plannedExport();
  for (const index of [2, 0])
    await stores.exports.recordParts(ref, index, {
      parts: [part(10, `g${index}`)],
      planned: 10,
      omitted: nothingOmitted(),
    });
  await stores.exports.recordParts(ref, 1, { parts: [], planned: 10, omitted: nothingOmitted() });
  await stores.exports.recordParts(ref, 1, { parts: [part(5, 'late')], planned: 10, omitted: nothingOmitted() });
  const { exported, plan } = await record();
  expect(exported).toBe(20);
  expect(plan!.batches.map(({ parts }) => parts)).toEqual([[part(10, 'g0')], [], [part(10, 'g2')]]);
  await stores.close();
});

test('logs that were left out are taken from what the file will hold, and are not late', async () => {
  const { ref, stores, record } = await plannedExport();
  const omitted = { skipped: { not_chat: 3, no_answer: 1 }, unfit: { 'metadata.key': 2 } };
  await stores.exports.recordParts(ref, 1, { parts: [part(7, 'some')], planned: 10, omitted });
  const { plan, ...rest } = await record();
  expect(rest).toMatchObject({ exported: 7, total: 27, total_records: 31 });
  expect(plan!.batches[1]!.omitted).toEqual(omitted);
  await stores.close();
});

test('a run that was replaced records nothing', async () => {
  const { ref, stores, record } = await plannedExport();
  const before = await record();
  const other = { ...ref, run: 'run-0' };
  expect(
    await stores.exports.recordParts(other, 0, { parts: [part(10, 'g')], planned: 10, omitted: nothingOmitted() }),
  ).toBe(false);
  expect(await record()).toEqual(before);
  await stores.close();
});
