import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Document } from 'mongodb';
import { mongoAddress, mongoUrlThrough } from './mongo-address';
import { answerTo, type Message, takeMessages } from './mongo-wire';

/** A command on its way to MongoDB, or the answer to it on its way back. */
export interface MongoExchange {
  command: Document;
  /** Reads the answer; null while it is the command that passes. */
  answer: (() => Document | null) | null;
}

/** What becomes of a message: it passes, its connection ends, or (of an answer) this document takes its place. */
type Fate = undefined | 'cut' | Document;

/** Asked before a message passes; may wait, which holds back its connection. */
export type MongoHook = (exchange: MongoExchange) => Fate | Promise<Fate>;

export interface MongoProxy {
  url: string;
  meddle(hook: MongoHook): void;
  /** Cuts every connection and refuses new ones, until `accept`. */
  refuse(): Promise<void>;
  accept(): Promise<void>;
  stop: () => Promise<void>;
}

/** Stands between the service and MongoDB, and lets every message of a command be watched, held or cut. */
export async function startMongoProxy(upstream = process.env.MONGO_DB_CONNECTION_URL!): Promise<MongoProxy> {
  const target = mongoAddress(upstream);
  const sockets = new Set<Socket>();
  let hook: MongoHook = () => undefined;

  const server = createServer((client) => {
    const database = createConnection(target);
    const asked = new Map<number, Document>();
    relay(client, database, (message) => {
      const command = message.body();
      if (!command) return undefined;
      asked.set(message.id, command);
      return hook({ command, answer: null });
    });
    relay(database, client, (message) => {
      const command = asked.get(message.answers);
      asked.delete(message.answers);
      return command && hook({ command, answer: () => message.body() });
    });
    for (const [one, other] of [
      [client, database],
      [database, client],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        other.destroy();
        sockets.delete(one);
      });
    }
  });

  /** Passes whole messages on, one after the other. */
  function relay(from: Socket, to: Socket, look: (message: Message) => ReturnType<MongoHook>) {
    let pending: Buffer = Buffer.alloc(0);
    let turn = Promise.resolve();
    const pass = async (message: Message) => {
      const fate = await look(message);
      if (fate === 'cut') return void from.destroy();
      to.write(fate ? answerTo(message.answers, fate) : message.bytes);
    };
    from.on('data', (chunk: Buffer) => {
      const { messages, rest } = takeMessages(Buffer.concat([pending, chunk]));
      pending = rest;
      for (const message of messages) turn = turn.then(() => pass(message)).catch(() => void from.destroy());
    });
  }

  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: mongoUrlThrough(port, upstream),
    meddle: (next) => {
      hook = next;
    },
    refuse: close,
    accept: () => listen(port),
    stop: close,
  };
}
