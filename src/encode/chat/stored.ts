import { BsonType, type Source, stringEnd } from '../bson';
import { Elements } from '../elements';

/** A value within a document's bytes. */
export interface Stored {
  readonly source: Source;
  readonly type: number;
  readonly at: number;
}

/** What a document holds, by name; of a name that is stored twice, the first. Nothing for other values and for null. */
export function membersOf(stored: Stored | undefined): Map<string, Stored> {
  const members = new Map<string, Stored>();
  if (stored?.type !== BsonType.document) return members;
  const { source } = stored;
  const elements = new Elements(source, stored.at);
  while (elements.next()) {
    const name = source.bytes.toString('utf8', elements.nameAt, elements.at - 1);
    const { type, at } = elements;
    if (type !== BsonType.null && type !== BsonType.undefined && !members.has(name)) {
      members.set(name, { source, type, at });
    }
  }
  return members;
}

/** The items of a list; none for other values. */
export function itemsOf(stored: Stored | undefined): Stored[] {
  const items: Stored[] = [];
  if (stored?.type !== BsonType.array) return items;
  const elements = new Elements(stored.source, stored.at);
  while (elements.next()) items.push({ source: stored.source, type: elements.type, at: elements.at });
  return items;
}

export const isText = (stored: Stored | undefined): stored is Stored => stored?.type === BsonType.string;

export function textOf(stored: Stored | undefined): string | undefined {
  if (!isText(stored)) return undefined;
  const { source, at } = stored;
  return source.bytes.toString('utf8', at + 4, stringEnd(source, at, source.bytes.length) - 1);
}
