import { CancelledFailure } from '@temporalio/common';
import { crc32c } from '@node-rs/crc32';
import { manifestAnswer } from '../../../src/contract/manifest';
import { crc32cBase64 } from '../../../src/encode/crc';
import { StorageFault } from '../../../src/model/errors';
import { version } from '../../../src/process/version';
import { activityRig, lineOf, ref } from '../../support/activity-rig';

const NAME = 'logs-export-20260310T000000Z-export-1.jsonl';
const MANIFEST = `${NAME}.manifest.json`;
const text = [0, 1, 2, 3, 4].map(lineOf).join('');

/** An export of five logs in three batches, all of them written. */
async function writtenRig() {
  const rig = activityRig({ logs: 5 });
  const { todo } = await rig.run(rig.activities.plan, ref);
  for (const index of todo) await rig.run(rig.activities.writeBatch, { ...ref, index });
  return rig;
}

test('the parts are joined in order to a file that can be handed out, and deleted', async () => {
  const { activities, folder, run } = await writtenRig();
  const signed = jest.spyOn(folder, 'signDownload');
  const file = await run(activities.composeFile, ref);
  expect(file).toEqual({
    ...{ name: NAME, bytes: text.length, crc32c: crc32cBase64(crc32c(text)) },
    version: expect.any(String) as string,
  });
  expect(folder.textOf(NAME)).toBe(text);
  expect(folder.names()).toEqual([NAME, MANIFEST]);
  expect(signed.mock.calls).toEqual([
    [
      { name: NAME, version: file.version },
      { saveAs: NAME, contentType: 'application/x-ndjson' },
    ],
  ]);
});

test('the manifest beside the file says what it holds, and the record keeps the same', async () => {
  const { activities, folder, record, run } = await writtenRig();
  const file = await run(activities.composeFile, ref);
  const manifest = manifestAnswer.parse(JSON.parse(folder.textOf(MANIFEST)));
  expect(manifest).toMatchObject({
    ...{ export_id: 'export-1', rows: record.exported, attempt: 1, format: 'jsonl', compression: 'none' },
    file: { name: NAME, bytes: text.length, crc32c: file.crc32c, uncompressed_bytes: text.length },
    first: { created_at: '2026-03-09T00:00:00.000Z', id: 'log-0000' },
    last: { created_at: '2026-03-09T00:00:04.000Z', id: 'log-0004' },
    ...{ skipped: {}, unfit: {}, service_version: version },
    completed_at: record.facts!.completed_at.toISOString(),
  });
});

test('what the batches left out is summed in the manifest', async () => {
  const { activities, folder, record, run } = await writtenRig();
  const [first, second] = record.plan!.batches;
  first!.omitted = { skipped: { not_chat: 1 }, unfit: { cost: 2 } };
  second!.omitted = { skipped: { not_chat: 2, no_answer: 1 }, unfit: { cost: 1, 'metadata.key': 1 } };
  await run(activities.composeFile, ref);
  expect(JSON.parse(folder.textOf(MANIFEST))).toMatchObject({
    ...{ skipped: { not_chat: 3, no_answer: 1 }, unfit: { cost: 3, 'metadata.key': 1 } },
  });
});

test('done again, it finds the file, though the parts that its end was made from are gone', async () => {
  const { activities, folder, record, run } = activityRig({ logs: 5, record: { format: 'parquet' } });
  const { todo } = await run(activities.plan, ref);
  for (const index of todo) await run(activities.writeBatch, { ...ref, index });
  const file = await run(activities.composeFile, ref);
  const { facts } = record;
  expect(folder.names()).toEqual([file.name, `${file.name}.manifest.json`]);
  expect(await run(activities.composeFile, ref)).toEqual(file);
  expect(record.facts).toEqual(facts);

  await folder.remove(file.name);
  await expect(run(activities.composeFile, ref)).rejects.toMatchObject({ type: 'parts_lost' });
});

test('a run that was replaced while it composed puts no manifest', async () => {
  const { activities, folder, record, run } = await writtenRig();
  const sign = folder.signDownload.bind(folder);
  folder.signDownload = (...args) => {
    record.run = 'another';
    return sign(...args);
  };
  await expect(run(activities.composeFile, ref)).rejects.toMatchObject({ type: 'export_changed' });
  expect(folder.names()).not.toContain(MANIFEST);
});

test('no logs make an empty file', async () => {
  const { activities, folder, run } = activityRig();
  await run(activities.plan, ref);
  expect(await run(activities.composeFile, ref)).toMatchObject({ bytes: 0 });
  expect(folder.textOf(NAME)).toBe('');
});

test('a batch that is not written yet is asked for, and nothing is joined', async () => {
  const { activities, folder, record, run } = await writtenRig();
  record.plan!.batches[1]!.parts = null;
  await expect(run(activities.composeFile, ref)).rejects.toMatchObject({ type: 'parts_lost' });
  expect(folder.names()).not.toContain(NAME);
});

test('a part that is gone is told', async () => {
  const { activities, folder, run } = await writtenRig();
  await folder.remove(folder.names()[0]!);
  await expect(run(activities.composeFile, ref)).rejects.toMatchObject({ type: 'parts_lost' });
});

test('a file that can’t be signed is no success, and the parts stay', async () => {
  const { activities, folder, run } = await writtenRig();
  const parts = folder.names();
  folder.signDownload = () => Promise.reject(new StorageFault('signing_refused', 'Grant the right to sign.'));
  await expect(run(activities.composeFile, ref)).rejects.toMatchObject({
    ...{ type: 'signing_refused', message: 'Grant the right to sign.', nonRetryable: true },
  });
  expect(folder.names()).toEqual([NAME, ...parts]);
});

test('a cancellation that comes while the file is made is answered as one', async () => {
  const { activities, environment, folder, run } = await writtenRig();
  const join = folder.join.bind(folder);
  folder.join = async (...args) => {
    const file = await join(...args);
    environment.cancel('CANCELLED');
    return file;
  };
  await expect(run(activities.composeFile, ref)).rejects.toBeInstanceOf(CancelledFailure);
});
