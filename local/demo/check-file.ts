import { isDeepStrictEqual } from 'node:util';
import { Sentence } from '../bare/sentence.cjs';
import { expectedLine, requestedFields } from './expected-line';
import { readLines } from './lines';

type Line = Record<string, unknown>;

/**
 * Checks the file against the logs that went in, whose ids are `ids` in the order of their numbers: every one once, none
 * besides, oldest first, each requested field with the value that was sent. Throws at the first line that isn't so.
 * Returns the first line.
 */
export async function checkFile(file: string, ids: string[], signal?: AbortSignal): Promise<string> {
  const missing = new Map(ids.map((id, number) => [id, number]));
  let first = '';
  let count = 0;
  let earlier: Line | undefined;
  for await (const text of readLines(file)) {
    signal?.throwIfAborted();
    count += 1;
    if (count === 1) first = text;
    const fault = (what: string) => new Sentence(`Line ${count} of ${file} ${what}`);
    const line = parseLine(text, fault);
    if (earlier && !isInOrder(earlier, line)) throw fault('is older than the line before it.');
    const number = missing.get(line.id as string);
    if (number === undefined) throw fault(`is a log that was never sent, or is there twice: ${shorten(line.id)}.`);
    checkValues(line, number, fault);
    missing.delete(line.id as string);
    earlier = line;
  }
  if (missing.size > 0) {
    throw new Sentence(
      `${missing.size} of ${ids.length} logs are missing from ${file}, such as ${[...missing.keys()][0]}.`,
    );
  }
  return first;
}

type Fault = (what: string) => Sentence;

function parseLine(text: string, fault: Fault): Line {
  try {
    return JSON.parse(text) as Line;
  } catch {
    throw fault(`is no JSON: ${shorten(text)}`);
  }
}

/** By time, and by id where the time is the same: ISO times in UTC sort as text. */
function isInOrder(earlier: Line, later: Line): boolean {
  const [a, b] = [earlier, later].map((line) => ({ at: line.created_at as string, id: line.id as string }));
  return a!.at < b!.at || (a!.at === b!.at && a!.id < b!.id);
}

function checkValues(line: Line, number: number, fault: Fault) {
  const expected: Line = { ...expectedLine(number), id: line.id, created_at: line.created_at };
  if (!isDeepStrictEqual(Object.keys(line), requestedFields)) {
    throw fault(`has the fields ${Object.keys(line).join(', ')}, and not those that were asked for.`);
  }
  const wrong = requestedFields.find((field) => !isDeepStrictEqual(line[field], expected[field]));
  if (wrong)
    throw fault(`has another ${wrong} than was sent: ${shorten(line[wrong])} for ${shorten(expected[wrong])}.`);
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
