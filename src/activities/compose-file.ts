import type { ComposedFile, RunRef } from '../contract/workflow';
import { combineCrc32c, crc32cBase64 } from '../encode/crc32c';
import { ExportFault } from '../model/errors';
import { allPartsFolder, contentTypeOf, exportFolder, fileName } from '../model/names';
import { type FileStore, MAX_COMPOSE_SOURCES, partsLost, type StoredObject } from '../stores/files';
import { lostBatches, namedBy, partsOf, type PlannedExport, plannedRun, recordedParts } from './current-run';
import type { ActivityDeps } from './deps';

type Source = StoredObject & { name: string };

/**
 * Joins the parts to the file, in a tree where they are many; checks its size and checksum against the parts', checks
 * that a URL for it can be signed, and deletes the parts. Throws `parts_lost` where a part is gone or was altered:
 * its batch is to be written again. Done again, it finds the file, for which the parts may be gone already.
 */
export function createComposeFile({ exports, files }: ActivityDeps) {
  return async (ref: RunRef, signal: AbortSignal): Promise<ComposedFile> => {
    const record = await plannedRun(exports.findForRun(ref));
    if (record.plan.batches.some(({ parts }) => !parts)) throw partsLost();
    const named = namedBy(record);
    const name = fileName(named);
    const path = `${exportFolder(named)}/${name}`;
    const file = await compose(files, record, path, signal);
    // A file that can't be handed out is no success: what refuses the signature is found now, not at the download.
    const { generation } = file;
    await files.signUrl(path, { generation, saveAs: name, contentType: contentTypeOf(record.format) });
    // Not only this plan's: an upload of an earlier, cancelled run may have landed after that run was cleaned up.
    await files.remove(allPartsFolder(named), recordedParts(record));
    // A cancellation that came meanwhile was answered as one: the file is deleted, with all else, once this has ended.
    signal.throwIfAborted();
    return { name, bytes: file.bytes, crc32c: crc32cBase64(file.crc32c), generation };
  };
}

/** Whether all is as it should be is asked only where GCS refused: each part is named with its generation. */
async function compose(
  files: FileStore,
  record: PlannedExport,
  path: string,
  signal: AbortSignal,
): Promise<StoredObject> {
  try {
    return await joinParts(files, record, path, signal);
  } catch (error) {
    if (!(error instanceof ExportFault)) throw error;
    const file = await alreadyComposed(files, record, path);
    if (file) return file;
    throw (await lostBatches(files, record)).size > 0 ? partsLost(error) : error;
  }
}

async function alreadyComposed(files: FileStore, record: PlannedExport, path: string): Promise<StoredObject | null> {
  const { bytes, crc32c } = contentOf(recordedParts(record));
  const file = await files.find(path);
  return file?.bytes === bytes && file.crc32c === crc32c ? file : null;
}

async function joinParts(
  files: FileStore,
  record: PlannedExport,
  path: string,
  signal: AbortSignal,
): Promise<StoredObject> {
  const { folder, contentType } = partsOf(record);
  let sources: Source[] = recordedParts(record);
  if (sources.length === 0) return files.put(path, Buffer.alloc(0), { contentType, crc32c: 0 });
  for (let level = 0; ; level += 1) {
    const groups = groupsOf(sources, MAX_COMPOSE_SOURCES);
    const isLast = groups.length === 1;
    const joined: Source[] = [];
    for (const [index, group] of groups.entries()) {
      signal.throwIfAborted();
      const name = isLast ? path : `${folder}joined-${level}-${String(index).padStart(6, '0')}`;
      joined.push({ name, ...(await files.compose(group, name, { contentType, ...contentOf(group) })) });
    }
    if (isLast) return joined[0]!;
    sources = joined;
  }
}

/** Size and checksum that the joined parts must have. */
function contentOf(parts: readonly StoredObject[]) {
  return parts.reduce(
    (sum, { bytes, crc32c }) => ({ bytes: sum.bytes + bytes, crc32c: combineCrc32c(sum.crc32c, crc32c, bytes) }),
    { bytes: 0, crc32c: 0 },
  );
}

function groupsOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
