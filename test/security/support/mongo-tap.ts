import type { Document } from 'mongodb';
import { startMongoProxy } from '../../support/mongo-proxy';

/** A command that went to MongoDB, and how much its answer held: documents of a find, matches of a count or a write. */
export interface SeenCommand {
  name: string;
  collection: string;
  command: Document;
  found: number;
}

function countFound({ cursor, n, value }: Document): number {
  const batch = (cursor as { firstBatch?: Document[] } | undefined)?.firstBatch;
  if (batch) return typeof batch[0]?.n === 'number' ? batch[0].n : batch.length;
  if (value !== undefined) return value === null ? 0 : 1;
  return typeof n === 'number' ? n : 0;
}

/** Stands between the service and MongoDB and writes down every command on a collection, with what it found. */
export async function startMongoTap() {
  const proxy = await startMongoProxy();
  const seen: SeenCommand[] = [];
  proxy.meddle(({ command, answer }) => {
    const [name, collection] = Object.entries(command)[0] ?? [];
    const answered = answer?.();
    if (answered && name && typeof collection === 'string') {
      seen.push({ name, collection, command, found: countFound(answered) });
    }
    return undefined;
  });
  return {
    url: proxy.url,
    /** What was seen since this was last called. */
    take: () => seen.splice(0),
    stop: () => proxy.stop(),
  };
}
export type MongoTap = Awaited<ReturnType<typeof startMongoTap>>;
