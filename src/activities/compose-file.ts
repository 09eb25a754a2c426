import { crc32c } from '@node-rs/crc32';
import type { ComposedFile, RunRef } from '../contract/workflow';
import { crc32cBase64 } from '../encode/crc';
import { openFolder } from '../exports/folder';
import { type FileWriter, fileWriter } from '../formats/file-writer';
import { ExportFault } from '../model/errors';
import { extensionOf } from '../model/formats';
import { fileName, PARTS, partsOfPlan } from '../model/location';
import type { Named, ObjectFolder } from '../objects/port';
import { type PlannedExport, plannedRun, recordedParts } from './current-run';
import type { ActivityDeps } from './deps';

/** A batch is to be written, or written again: the workflow plans once more. */
const unwritten = () =>
  new ExportFault(
    'parts_lost',
    'Batches of the export are not written, or not as this version writes them. Start it again: it writes those anew.',
  );

/**
 * Joins the parts to the file, with what the format puts before and after them; checks that a URL for it can be signed,
 * and deletes the parts. Throws `parts_lost` where a part is gone, was altered or does not fit the others: its batch is
 * to be written again. Done again, it finds the file, for which the parts may be gone already.
 */
export function createComposeFile({ exports, objects }: ActivityDeps) {
  return async (ref: RunRef, signal: AbortSignal): Promise<ComposedFile> => {
    const record = await plannedRun(exports.findForRun(ref));
    const parts = recordedParts(record);
    const writer = fileWriter(record);
    if (record.plan.batches.some((batch) => !batch.parts) || !parts.every(writer.fits)) throw unwritten();
    const folder = openFolder(objects, record);
    const ownName = fileName({ id: record._id, createdAt: record.created_at }, record);
    const name = record.location?.published?.file ?? ownName;
    const { contentType } = writer;
    const pieces = await withEnds(folder, record, { writer, parts });
    const file = await folder.join(pieces, { name, contentType, scratch: partsOfPlan(record.plan.digest) }, signal);
    // A file that can't be handed out is no success: what refuses the signature is found now, not at the download.
    await folder.signDownload({ name, version: file.version }, { saveAs: name, contentType });
    // Not only this plan's: an upload of an earlier, cancelled run may have landed after that run was cleaned up.
    await folder.remove(PARTS, pieces);
    // A cancellation that came meanwhile was answered as one: the file is deleted, with all else, once this has ended.
    signal.throwIfAborted();
    return { name, bytes: file.bytes, crc32c: crc32cBase64(file.crc32c), version: file.version };
  };
}

/** The parts between the format's head and tail, which are stored like parts. */
async function withEnds(
  folder: ObjectFolder,
  { plan, ...record }: PlannedExport,
  { writer, parts }: { writer: FileWriter; parts: ReturnType<typeof recordedParts> },
): Promise<Named[]> {
  const put = async (end: 'head' | 'tail', content: Buffer): Promise<Named[]> => {
    if (content.length === 0) return [];
    const name = `${partsOfPlan(plan.digest)}${end}${extensionOf(record)}`;
    return [
      { name, ...(await folder.put(name, content, { contentType: writer.contentType, crc32c: crc32c(content) })) },
    ];
  };
  const start = await writer.head();
  const [head, tail] = await Promise.all([put('head', start.content), put('tail', writer.tail(start, parts))]);
  return [...head, ...parts, ...tail];
}
