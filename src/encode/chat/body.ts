import { BSON } from 'mongodb';
import { BsonType, documentEnd, openSource } from '../bson';
import { isText, type Stored, textOf } from './stored';
import { answerOf, piecesIn } from './streamed-answer';

/** A body as a document, however it is stored; undefined where it holds none. */
export function bodyOf(stored: Stored | undefined): Stored | undefined {
  if (!isText(stored)) return stored;
  return readable(() => stored && JSON.parse(textOf(stored)!));
}

/** The same for the body of an answer, which may have been streamed. */
export function answerBodyOf(stored: Stored | undefined): Stored | undefined {
  if (stored?.type === BsonType.array) return readable(() => answerOf(listIn(stored)));
  const text = textOf(stored);
  return bodyOf(stored) ?? readable(() => answerOf(piecesIn(text ?? '')));
}

function listIn({ source, at }: Stored): unknown[] {
  const end = documentEnd(source, at, source.bytes.length);
  return Object.values(BSON.deserialize(source.bytes.subarray(at, end), { validation: { utf8: false } }));
}

/** What is made, as stored; undefined where it is no object, or what it is made from is no JSON. */
function readable(make: () => unknown): Stored | undefined {
  try {
    const value = make();
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return { source: openSource(BSON.serialize(value)), type: BsonType.document, at: 0 };
  } catch {
    return undefined;
  }
}
