import { same } from './content';
import type { Content, Receipt } from './port';

interface Writing {
  /** What was found under the name before; it is replaced. */
  existing?: Receipt | null;
  /** Writes over nothing (null), or over this version only. */
  write: (replaced: Receipt | null) => Promise<Receipt>;
  describe: () => Promise<Receipt>;
  /** Whether the store refused, because something else is there. */
  isRefused: (error: unknown) => boolean;
}

/**
 * Makes an object hold the expected content, whatever an earlier try left there. Its own object, whose answer was lost, is
 * found and kept. Other content is replaced, but only the version that was seen.
 */
export async function settle(expected: Content, writing: Writing): Promise<Receipt> {
  const { existing = null, write, describe, isRefused } = writing;
  try {
    return await write(existing);
  } catch (error) {
    if (existing || !isRefused(error)) throw error;
    const found = await describe();
    return same(found, expected) ? found : settle(expected, { ...writing, existing: found });
  }
}
