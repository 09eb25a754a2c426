import { createReadStream } from 'node:fs';

/**
 * The lines of a JSONL file, one at a time. Only `\n` ends a line: Node's readline also breaks at U+2028, which is an
 * ordinary character inside JSON. Text after the last `\n` comes as a line of its own, as it does in other readers.
 */
export async function* readLines(file: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 1_048_576 })) {
    const lines = (rest + (chunk as string)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
