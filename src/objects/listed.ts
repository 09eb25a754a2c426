/** Objects as stores list them whose version is an ETag, which changes with the content: no list has the checksum. */
import type { Named, Receipt } from './port';

export type Known = Named<Pick<Receipt, 'version'>>;
export type Listed = Pick<Receipt, 'version' | 'bytes'>;

export const knownIn = (found: ReadonlyMap<string, Listed>): Known[] =>
  [...found].map(([name, { version }]) => ({ name, version }));

/** The names of parts that are not there, or differ from their receipts. */
export function lostIn(stored: ReadonlyMap<string, Listed>, parts: readonly Named[]): ReadonlySet<string> {
  const isLost = ({ name, version, bytes }: Named) => {
    const object = stored.get(name);
    return object?.version !== version || object.bytes !== bytes;
  };
  return new Set(parts.filter(isLost).map(({ name }) => name));
}
