import type { Logger } from 'pino';
import type { ExportSummary } from '../stores/export-record';

/** Does the work for every record: one that fails keeps no other from it. Answers the first error, if any. */
export async function eachAlone(
  records: AsyncIterable<ExportSummary>,
  work: (record: ExportSummary) => Promise<unknown>,
  { signal, logger, failed }: { signal: AbortSignal; logger: Logger; failed: string },
): Promise<Error | null> {
  let first: Error | null = null;
  for await (const record of records) {
    signal.throwIfAborted();
    try {
      await work(record);
    } catch (error) {
      first ??= error as Error;
      logger.warn({ exportId: record._id, err: error }, failed);
    }
  }
  return first;
}
