import { BSON, type Document } from 'mongodb';

const OP_MSG = 2013;
const HEADER_BYTES = 16;

/** One message of MongoDB's wire protocol. */
export interface Message {
  id: number;
  /** The id of the message that this one answers; 0: none. */
  answers: number;
  bytes: Buffer;
  /** Its document, with the lists of documents that are sent beside it; null where it is no OP_MSG that begins with one. */
  body(): Document | null;
}

function readMessage(bytes: Buffer): Message {
  return {
    id: bytes.readInt32LE(4),
    answers: bytes.readInt32LE(8),
    bytes,
    body() {
      const isDocument = bytes.readInt32LE(12) === OP_MSG && bytes[HEADER_BYTES + 4] === 0;
      if (!isDocument) return null;
      const start = HEADER_BYTES + 5;
      const end = start + bytes.readInt32LE(start);
      return { ...BSON.deserialize(bytes.subarray(start, end)), ...listsFrom(bytes, end) };
    },
  };
}

/** The sections of kind 1: the length, the field's name, and documents one after the other. */
function listsFrom(bytes: Buffer, start: number): Document {
  const lists: Document = {};
  for (let at = start; bytes[at] === 1;) {
    const end = at + 1 + bytes.readInt32LE(at + 1);
    const named = bytes.indexOf(0, at + 5);
    const documents: Document[] = [];
    for (let next = named + 1; next < end; next += bytes.readInt32LE(next)) {
      documents.push(BSON.deserialize(bytes.subarray(next, next + bytes.readInt32LE(next))));
    }
    lists[bytes.toString('utf8', at + 5, named)] = documents;
    at = end;
  }
  return lists;
}

/** A message with a document that answers the one of this id. */
export function answerTo(id: number, document: Document): Buffer {
  const body = BSON.serialize(document);
  const head = Buffer.alloc(HEADER_BYTES + 5);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(id, 8);
  head.writeInt32LE(OP_MSG, 12);
  return Buffer.concat([head, body]);
}

/** The whole messages at the start of what has arrived, and what is left of it. */
export function takeMessages(pending: Buffer): { messages: Message[]; rest: Buffer } {
  const messages: Message[] = [];
  let at = 0;
  while (pending.length - at >= HEADER_BYTES && pending.length - at >= pending.readInt32LE(at)) {
    const end = at + pending.readInt32LE(at);
    messages.push(readMessage(pending.subarray(at, end)));
    at = end;
  }
  return { messages, rest: pending.subarray(at) };
}
