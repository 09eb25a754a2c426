import type { Output } from '../output';
import { writeAscii } from '../scalars';
import { writeValue } from '../value';
import type { Stored } from './stored';

/** Appends a piece of JSON that is known to be wanted. */
export type Write = (out: Output) => void;

export const asStored =
  ({ source, type, at }: Stored): Write =>
  (out) =>
    void writeValue(out, source, type, at, source.bytes.length, 0);

/** A word without characters that need an escape. */
export const word =
  (text: string): Write =>
  (out) =>
    writeAscii(out, `"${text}"`);

/** An object of those members that are there. */
export const object =
  (members: Readonly<Record<string, Write | undefined>>): Write =>
  (out) => {
    let before = '{';
    for (const [name, write] of Object.entries(members)) {
      if (!write) continue;
      writeAscii(out, `${before}"${name}":`);
      write(out);
      before = ',';
    }
    writeAscii(out, before === '{' ? '{}' : '}');
  };

export const list =
  (items: readonly Write[]): Write =>
  (out) => {
    writeAscii(out, '[');
    items.forEach((write, index) => {
      if (index > 0) writeAscii(out, ',');
      write(out);
    });
    writeAscii(out, ']');
  };

/** All of them, or undefined where one is missing or there are none. */
export function all(writes: readonly (Write | undefined)[]): Write[] | undefined {
  const there = writes.filter((write) => write !== undefined);
  return there.length === writes.length && there.length > 0 ? there : undefined;
}
