/** Logs as raw BSON, page by page as MongoDB answers them. */
import type { FindCursor } from 'mongodb';
import { hasOneTime, keyOfLog } from '../encode/log-key';
import { ExportFault } from '../model/errors';
import { itemsOf, type Pages, type Run } from '../model/merge-lanes';

/** An id may be a long text; an error message quotes at most this many characters of it. */
const MAX_ID = 128;

/**
 * Yields the replies of a raw find, and requests the next one while the current one is processed. `signal` is the
 * cursor's own, if it has one.
 */
export async function* pagesOf(cursor: FindCursor, signal?: AbortSignal): AsyncGenerator<Uint8Array[]> {
  let more = cursor.hasNext();
  try {
    while (await more) {
      const page = cursor.readBufferedDocuments();
      more = cursor.hasNext();
      more.catch(() => undefined); // Handled at the await above.
      yield page;
    }
  } finally {
    await more.catch(() => undefined);
    // The driver closes the cursor of an aborted signal. Closing it twice ends the session before the server is told.
    if (!signal?.aborted) await cursor.close();
  }
}

export async function firstPage(cursor: FindCursor): Promise<Uint8Array[]> {
  for await (const page of pagesOf(cursor)) return page;
  return [];
}

/** MongoDB matches a list of times by each of its items, so such a log could be in several batches or in none. */
export async function* withOneTime(pages: AsyncGenerator<Uint8Array[]>): AsyncGenerator<Uint8Array[]> {
  for await (const page of pages) {
    const odd = page.find((key) => !hasOneTime(key));
    if (odd) {
      const id = String(keyOfLog(odd).id).slice(0, MAX_ID);
      const message = `The log ${id} holds a list of times in created_at. Give it one time or leave it out, then start again.`;
      throw new ExportFault('corrupt_log', message);
    }
    yield page;
  }
}

export async function* plainPages<T>(pages: Pages<Run<T>>): AsyncGenerator<T[], undefined> {
  for await (const runs of pages) yield itemsOf(runs);
}
