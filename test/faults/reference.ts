import { isDeepStrictEqual } from 'node:util';
import type { Collection } from 'mongodb';
import { seededRandom } from '../../local/demo/random';
import type { Packaging } from '../../src/model/formats';
import { readCsv } from '../support/csv';
import { csvRowsOf, FIRST, linesOf, logDocument } from '../support/log-documents';
import { parquetRows } from '../support/parquet-rows';
import { unpack } from '../support/unpack';

const INSERTED_AT_ONCE = 1_000;
const MOST_WORDS = 120;

/** What files of the reference logs must hold, made without the service's code. */
export interface Reference {
  /** The lines of `jsonl`. */
  lines: string;
  /** The lines of `chat`. */
  examples: string;
}

/** Chats of uneven length, always the same. */
function referenceLog(index: number, spacingMs: number) {
  const words = seededRandom(index).whole(0, MOST_WORDS);
  const content = `The answer to ${index} is „${index * index}“ 😀. `.repeat(1 + words / 4);
  const question = { role: 'user', content: `Tell me about ${index}: "é" 😀\n` };
  return logDocument(index, {
    created_at: new Date(FIRST + index * spacingMs),
    request: { body: { messages: [question] } },
    response: { status: 200, body: { choices: [{ message: { role: 'assistant', content } }] } },
  });
}

function exampleOf({ request, response }: ReturnType<typeof referenceLog>): string {
  const { messages } = request.body as { messages: object[] };
  const { choices } = response.body as { choices: { message: object }[] };
  return `${JSON.stringify({ messages: [...messages, choices[0]!.message] })}\n`;
}

export async function insertReferenceLogs(logs: Collection, count: number, spacingMs = 1): Promise<Reference> {
  const documents = Array.from({ length: count }, (_, index) => referenceLog(index, spacingMs));
  for (let start = 0; start < count; start += INSERTED_AT_ONCE) {
    await logs.insertMany(documents.slice(start, start + INSERTED_AT_ONCE) as never[]);
  }
  return { lines: linesOf(documents), examples: documents.map(exampleOf).join('') };
}

type Holds = (file: Buffer, { lines, examples }: Reference) => boolean | Promise<boolean>;

const holds: Readonly<Record<Packaging['format'], Holds>> = {
  jsonl: (file, { lines }) => file.toString() === lines,
  csv: (file, { lines }) => isDeepStrictEqual(readCsv(file.toString()), csvRowsOf(lines)),
  chat: (file, { examples }) => file.toString() === examples,
  parquet: async (file, { lines }) => {
    const [rows] = await parquetRows([file]);
    return rows!.map((row) => `${JSON.stringify(row)}\n`).join('') === lines;
  },
};

/** Whether a reader of its format finds in the file every log once, in order, with its values. */
export const holdsReference = async (file: Buffer, packaging: Packaging, reference: Reference): Promise<boolean> =>
  holds[packaging.format](unpack(file, packaging), reference);
