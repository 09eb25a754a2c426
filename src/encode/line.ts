import { openSource, type Source } from './bson';
import { type Column } from './column';
import { valueWriters } from './column-value';
import { writeMetadata } from './metadata';
import { type Output } from './output';
import { compilePaths, createFound, findPaths, type Found } from './paths';
import { writeNull } from './scalars';
import { writeDocument } from './value';

/**
 * Appends one log's line to the output: `{"name":value,…}` and a line feed, the keys in the order of the columns, null
 * for what the log lacks. Throws `CorruptDocumentError` and appends nothing where the bytes are not a BSON document.
 */
export type LineEncoder = (bson: Uint8Array, out: Output) => void;

type ColumnWriter = (out: Output, source: Source, found: Found) => void;

/** Prepares an encoder for these columns. It keeps state between calls: use it from one thread, one call at a time. */
export function compileLineEncoder(columns: readonly Column[]): LineEncoder {
  const paths = new Map<string, number>();
  const slotOf = (path: string): number => {
    if (!paths.has(path)) paths.set(path, paths.size);
    return paths.get(path)!;
  };
  const writers = columns.map((column) => compileColumn(column, slotOf));
  const prefixes = columns.map(({ name }, index) => Buffer.from(`${index === 0 ? '{' : ','}${JSON.stringify(name)}:`));
  const end = Buffer.from(columns.length === 0 ? '{}\n' : '}\n');
  const compiled = compilePaths([...paths.keys()]);
  const found = createFound(compiled);

  return (bson, out) => {
    const start = out.length;
    try {
      const source = openSource(bson);
      findPaths(compiled, source, found);
      for (let i = 0; i < writers.length; i += 1) {
        writeBytes(out, prefixes[i]!);
        writers[i]!(out, source, found);
      }
      writeBytes(out, end);
    } catch (error) {
      out.length = start;
      throw error;
    }
  };
}

/** Appends the whole document as one JSON object, by the same rules and with the same promise as a line. */
export function encodeDocument(bson: Uint8Array, out: Output): void {
  const start = out.length;
  try {
    const source = openSource(bson);
    writeDocument(out, source, 0, source.bytes.length, 0);
  } catch (error) {
    out.length = start;
    throw error;
  }
}

function compileColumn({ kind, path }: Column, slotOf: (path: string) => number): ColumnWriter {
  if (kind === 'metadata') {
    const keys = slotOf(`${path}.key`);
    const values = slotOf(`${path}.value`);
    return (out, source, { types, offsets }) =>
      writeMetadata(out, source, types[keys]!, offsets[keys]!, types[values]!, offsets[values]!);
  }
  const slot = slotOf(path);
  const write = valueWriters[kind];
  return (out, source, { types, offsets }) => {
    if (types[slot] === 0) writeNull(out);
    else write(out, source, types[slot]!, offsets[slot]!);
  };
}

/** For a few bytes a loop is quicker than a call to copy them. */
function writeBytes(out: Output, bytes: Uint8Array): void {
  out.reserve(bytes.length);
  const target = out.bytes;
  let length = out.length;
  for (let i = 0; i < bytes.length; i += 1) target[length++] = bytes[i]!;
  out.length = length;
}
