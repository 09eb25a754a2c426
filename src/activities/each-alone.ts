import type { Logger } from 'pino';

/** Does the work for every record: one that fails keeps no other from it. Answers the first error, if any. */
export async function eachAlone<R extends { _id: string }>(
  records: AsyncIterable<R>,
  work: (record: R) => Promise<unknown>,
  { signal, logger, failed }: { signal: AbortSignal; logger: Logger; failed: string },
): Promise<Error | null> {
  let first: Error | null = null;
  for await (const record of records) {
    signal.throwIfAborted();
    try {
      await work(record);
    } catch (error) {
      first ??= error as Error;
      logger.warn({ id: record._id, err: error }, failed);
    }
  }
  return first;
}
