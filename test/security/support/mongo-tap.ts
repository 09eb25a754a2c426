import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';
import { BSON, type Document } from 'mongodb';

/** A command that went to MongoDB, and how much its answer held: documents of a find, matches of a count or a write. */
export interface SeenCommand {
  name: string;
  collection: string;
  command: Document;
  found: number;
}

const OP_MSG = 2013;
const HEADER_BYTES = 16;

interface Message {
  id: number;
  answers: number;
  body: Document;
}

/** The whole messages at the start of what has arrived; only the document of an OP_MSG is looked at. */
function takeMessages(pending: Buffer): { messages: Message[]; rest: Buffer } {
  const messages: Message[] = [];
  let at = 0;
  while (pending.length - at >= HEADER_BYTES && pending.length - at >= pending.readInt32LE(at)) {
    const end = at + pending.readInt32LE(at);
    const isDocument = pending.readInt32LE(at + 12) === OP_MSG && pending[at + HEADER_BYTES + 4] === 0;
    if (isDocument) {
      const start = at + HEADER_BYTES + 5;
      const body = BSON.deserialize(pending.subarray(start, start + pending.readInt32LE(start)));
      messages.push({ id: pending.readInt32LE(at + 4), answers: pending.readInt32LE(at + 8), body });
    }
    at = end;
  }
  return { messages, rest: pending.subarray(at) };
}

function countFound({ cursor, n, value }: Document): number {
  const batch = (cursor as { firstBatch?: Document[] } | undefined)?.firstBatch;
  if (batch) return typeof batch[0]?.n === 'number' ? batch[0].n : batch.length;
  if (value !== undefined) return value === null ? 0 : 1;
  return typeof n === 'number' ? n : 0;
}

/** Stands between the service and MongoDB and writes down every command on a collection, with what it found. */
export async function startMongoTap(upstream = process.env.MONGO_DB_CONNECTION_URL!) {
  const target = new URL(upstream.replace(/^mongodb:/, 'http:'));
  const seen: SeenCommand[] = [];
  const sockets = new Set<Socket>();

  const server = createServer((client) => {
    const database = createConnection(Number(target.port || 27_017), target.hostname);
    const asked = new Map<number, Document>();
    watch(client, ({ id, body }) => asked.set(id, body));
    watch(database, ({ answers, body }) => {
      const command = asked.get(answers);
      asked.delete(answers);
      const [name, collection] = Object.entries(command ?? {})[0] ?? [];
      if (command && name && typeof collection === 'string') {
        seen.push({ name, collection, command, found: countFound(body) });
      }
    });
    client.pipe(database).pipe(client);
    for (const [one, other] of [
      [client, database],
      [database, client],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
    }
  });

  function watch(socket: Socket, onMessage: (message: Message) => void) {
    let pending: Buffer = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      const { messages, rest } = takeMessages(Buffer.concat([pending, chunk]));
      pending = rest;
      messages.forEach(onMessage);
    });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `mongodb://127.0.0.1:${port}/?directConnection=true`,
    /** What was seen since this was last called. */
    take: () => seen.splice(0),
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
export type MongoTap = Awaited<ReturnType<typeof startMongoTap>>;
