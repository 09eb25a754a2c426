import { createHash } from 'node:crypto';
import type { Collection } from 'mongodb';
import { seededRandom } from '../../local/demo/random';
import { FIRST, linesOf, logDocument } from '../support/log-documents';

const INSERTED_AT_ONCE = 1_000;
const MOST_WORDS = 120;

export const sha256 = (content: Buffer | string) => createHash('sha256').update(content).digest('hex');

/** Logs of uneven length, always the same. */
function referenceLog(index: number, spacingMs: number) {
  const words = seededRandom(index).whole(0, MOST_WORDS);
  const answer = `The answer to ${index} is „${index * index}“ 😀. `.repeat(words / 4);
  return logDocument(index, {
    created_at: new Date(FIRST + index * spacingMs),
    response: { status: 200, body: { answer } },
  });
}

/** Inserts the logs and answers the SHA-256 of the file that they must become, made without the service's code. */
export async function insertReferenceLogs(logs: Collection, count: number, spacingMs = 1): Promise<string> {
  const documents = Array.from({ length: count }, (_, index) => referenceLog(index, spacingMs));
  for (let start = 0; start < count; start += INSERTED_AT_ONCE) {
    await logs.insertMany(documents.slice(start, start + INSERTED_AT_ONCE) as never[]);
  }
  return sha256(linesOf(documents));
}
