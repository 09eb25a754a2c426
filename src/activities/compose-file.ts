import { crc32c } from '@node-rs/crc32';
import type { ComposedFile, RunRef } from '../contract/workflow';
import { crc32cBase64 } from '../encode/crc';
import { openFolder } from '../exports/folder';
import { manifestName, manifestOf } from '../exports/manifest';
import type { FileWriter, Piece } from '../formats/file';
import { fileWriter } from '../formats/file-writer';
import { ExportFault } from '../model/errors';
import { extensionOf } from '../model/formats';
import { fileName, PARTS, partsOfPlan } from '../model/location';
import { sumOmitted } from '../model/omissions';
import type { Named, ObjectFolder } from '../objects/port';
import { version } from '../process/version';
import { type PlannedExport, plannedRun, recordedParts, superseded } from './current-run';
import type { ActivityDeps } from './deps';

/** A batch is to be written, or written again: the workflow plans once more. */
const unwritten = () =>
  new ExportFault(
    'parts_lost',
    'Batches of the export are not written, or not as this version writes them. Start it again: it writes those anew.',
  );

/**
 * Joins the parts to the file, with what the format puts before and after them; checks that a URL for it can be signed,
 * puts the manifest beside it, and deletes the parts. Throws `parts_lost` where a part is gone, was altered or does not
 * fit the others: its batch is to be written again. Done again, it finds the file, for which the parts may be gone
 * already.
 */
export function createComposeFile({ exports, objects }: ActivityDeps) {
  return async (ref: RunRef, signal: AbortSignal): Promise<ComposedFile> => {
    const record = await plannedRun(exports.findForRun(ref));
    const folder = openFolder(objects, record);
    const parts = recordedParts(record);
    const before = await joinedBefore(folder, record, ref);
    const { file, facts, pieces } = before
      ? { ...before, pieces: parts }
      : await joinParts(folder, record, parts, signal);
    if (!before && !(await exports.recordFacts(ref, { ...facts, joined: { run: ref.run, file } }))) throw superseded();
    await putManifest(folder, { ...record, file, facts });
    // Not only this plan's: an upload of an earlier, cancelled run may have landed after that run was cleaned up.
    await folder.remove(PARTS, pieces);
    // A cancellation that came meanwhile was answered as one: the file is deleted, with all else, once this has ended.
    signal.throwIfAborted();
    return file;
  };
}

/** The file, if this run has joined it before, and it is still there. */
async function joinedBefore(folder: ObjectFolder, { facts }: PlannedExport, { run }: RunRef) {
  const file = facts?.joined?.run === run ? facts.joined.file : null;
  if (!facts || !file || (await folder.find(file.name))?.version !== file.version) return null;
  return { file, facts };
}

type Parts = ReturnType<typeof recordedParts>;

async function joinParts(folder: ObjectFolder, record: PlannedExport, parts: Parts, signal: AbortSignal) {
  const writer = fileWriter(record);
  if (record.plan.batches.some((batch) => !batch.parts) || !parts.every(writer.fits)) throw unwritten();
  const ownName = fileName({ id: record._id, createdAt: record.created_at }, record);
  const name = record.location?.published?.file ?? ownName;
  const { contentType } = writer;
  const head = await writer.head();
  const pieces = await withEnds(folder, record, { writer, head, parts });
  const joined = await folder.join(pieces, { name, contentType, scratch: partsOfPlan(record.plan.digest) }, signal);
  // A file that can't be handed out is no success: what refuses the signature is found now, not at the download.
  await folder.signDownload({ name, version: joined.version }, { saveAs: name, contentType });
  const file = { name, bytes: joined.bytes, crc32c: crc32cBase64(joined.crc32c), version: joined.version };
  const facts = {
    uncompressed_bytes: writer.uncompressedBytes(head, parts),
    first: parts[0]?.ends?.first ?? null,
    last: parts.at(-1)?.ends?.last ?? null,
    completed_at: new Date(),
    service_version: version,
    omitted: sumOmitted(record.plan.batches.flatMap(({ omitted }) => omitted ?? [])),
  };
  return { file, facts, pieces };
}

/** Written once the file is there: whoever waits for the manifest finds the file. */
async function putManifest(folder: ObjectFolder, record: Parameters<typeof manifestOf>[0]): Promise<void> {
  const content = Buffer.from(`${JSON.stringify(manifestOf(record), null, 2)}\n`);
  const as = { contentType: 'application/json', crc32c: crc32c(content) };
  await folder.put(manifestName(record.file.name), content, as);
}

/** The parts between the format's head and tail, which are stored like parts. */
async function withEnds(
  folder: ObjectFolder,
  { plan, ...record }: PlannedExport,
  { writer, head, parts }: { writer: FileWriter; head: Piece; parts: Parts },
): Promise<Named[]> {
  const put = async (end: 'head' | 'tail', content: Buffer): Promise<Named[]> => {
    if (content.length === 0) return [];
    const name = `${partsOfPlan(plan.digest)}${end}${extensionOf(record)}`;
    return [
      { name, ...(await folder.put(name, content, { contentType: writer.contentType, crc32c: crc32c(content) })) },
    ];
  };
  const tail = await writer.tail(head, parts, (part, bytes) => folder.readEnd(part, bytes));
  const [first, last] = await Promise.all([put('head', head.content), put('tail', tail)]);
  return [...first, ...parts, ...last];
}
