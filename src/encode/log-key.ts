import { BSON } from 'mongodb';
import type { LogKey } from '../model/log-key';
import { BsonType, openSource, type Source, valueEnd } from './bson';
import { compilePaths, createFound, findPaths } from './paths';

const paths = compilePaths(['created_at', '_id']);
const found = createFound(paths);

/** A document that holds the one value, under this name. */
const NAME = Buffer.from('v\0');
const ROOM_BEFORE = 4 + 1 + NAME.length;

function decode({ bytes }: Source, type: number, at: number, end: number): unknown {
  const alone = Buffer.alloc(ROOM_BEFORE + end - at + 1);
  alone.writeInt32LE(alone.length);
  alone[4] = type;
  NAME.copy(alone, 5);
  bytes.copy(alone, ROOM_BEFORE, at, end);
  return (BSON.deserialize(alone, { validation: { utf8: false } }) as { v: unknown }).v;
}

/**
 * The sort key of a log as raw BSON, whole or its key alone. Nothing else of the log is decoded: it may be large, and
 * hold what the driver refuses and the encoder does not, such as text that is no UTF-8.
 */
export function keyOfLog(log: Uint8Array): LogKey {
  const source = openSource(log);
  findPaths(paths, source, found);
  const [createdAt, id] = [0, 1].map((slot) => {
    const type = found.types[slot]!;
    const at = found.offsets[slot]!;
    return type === 0 ? undefined : decode(source, type, at, valueEnd(source, type, at, source.bytes.length));
  });
  return { createdAt: createdAt as Date | string, id };
}

/** Whether the log, or its key alone, has a time and not a list of them. */
export function hasOneTime(log: Uint8Array): boolean {
  findPaths(paths, openSource(log), found);
  return found.types[0] === BsonType.date || found.types[0] === BsonType.string;
}
