/**
 * Writes that clients ask for. A connection may be cut after MongoDB has taken a write and before it has answered, so
 * each of these is sent once more, and must do no harm the second time. Where that is not answered either, it throws
 * {@link UnansweredWrite}: nobody may be told that nothing was changed.
 */
import { type Collection, type Document, MongoServerError, type OptionalUnlessRequiredId } from 'mongodb';
import { isMongoDown, UnansweredWrite } from './databases';

const DUPLICATE_KEY = 11_000;

/** Whether a write failed since another document holds what an index lets only one have. */
export const isDuplicate = (error: unknown): boolean =>
  error instanceof MongoServerError && error.code === DUPLICATE_KEY;

const unanswered = (cause: unknown) => new UnansweredWrite('MongoDB did not answer a write.', { cause });

/** Waits for what follows a write: where MongoDB fails now, the write may have been carried out. */
export async function afterWrite<T>(step: Promise<T>): Promise<T> {
  return step.catch((error: unknown) => {
    throw isMongoDown(error) ? unanswered(error) : error;
  });
}

/** Sends a write, and once more where it was not answered; `isAgain` says that the first may have been carried out. */
export async function answered<T>(write: (isAgain: boolean) => Promise<T>): Promise<T> {
  try {
    return await write(false);
  } catch (error) {
    if (!isMongoDown(error)) throw error;
  }
  return afterWrite(write(true));
}

/** Inserts documents under ids that were made for them: where they are there already, it was this very insert. */
export async function insertOnce<T extends Document>(
  collection: Collection<T>,
  documents: readonly OptionalUnlessRequiredId<T>[],
): Promise<void> {
  const ids = documents.map(({ _id }) => _id as unknown);
  const own = { _id: { $in: ids } } as unknown as Parameters<typeof collection.countDocuments>[0];
  await answered(async () => {
    try {
      await collection.insertMany(documents, { ordered: false });
    } catch (error) {
      if (!isDuplicate(error) || (await collection.countDocuments(own)) < documents.length) throw error;
    }
  });
}
