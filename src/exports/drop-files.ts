import { engineUnavailable, StorageFault } from '../model/errors';
import { PARTS } from '../model/location';
import { isMongoDown } from '../stores/databases';
import type { ExportSummary } from '../stores/export-record';
import type { ExportsDeps } from './deps';
import { openFolder } from './folder';

const MAY_BE_DELETED = 'Files of this export may have been deleted';

type Dropping = Pick<ExportsDeps, 'objects' | 'logger'>;

/**
 * Files go before the record: where the store fails, the record still tells of them and the request can be sent
 * again. Unless the export has ended for good only its parts go: a run that starts meanwhile notices that they are
 * gone and writes them anew, but would not miss its file.
 */
export async function dropFiles({ objects }: Pick<Dropping, 'objects'>, record: ExportSummary): Promise<void> {
  if (!record.location) return;
  await openFolder(objects, record)
    .remove(record.status === 'success' ? '' : PARTS)
    .catch((error: unknown) => {
      if (!(error instanceof StorageFault) || !error.options.retryable) throw error;
      throw engineUnavailable(error.store, error, MAY_BE_DELETED);
    });
}

/** Deletes the whole folder, which no run writes to any more; the request has been carried out by then. */
export async function dropRest({ objects, logger }: Dropping, record: ExportSummary): Promise<void> {
  if (!record.location) return;
  await openFolder(objects, record)
    .remove('')
    .catch((error: unknown) => {
      logger.warn({ exportId: record._id, err: error }, 'files of an export may be left');
    });
}

/** Waits for the write that follows {@link dropFiles}: where MongoDB fails now, something was changed already. */
export function afterFiles<T>({ location }: ExportSummary, write: Promise<T>): Promise<T> {
  return write.catch((error: unknown) => {
    if (!location || !isMongoDown(error)) throw error;
    throw engineUnavailable('mongodb', error, MAY_BE_DELETED);
  });
}
