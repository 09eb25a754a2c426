import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { loadConfig } from '../../src/config';
import { openDatabases } from '../../src/stores/databases';
import { mongoAddress, mongoUrlThrough } from '../support/mongo-address';
import { until } from '../support/waiting';

/** A way to the MongoDB of the run on a port of its own, open only while it listens; `seen` is told of each connection. */
function tunnel(seen: (incoming: Socket, outgoing: Socket) => void = () => undefined) {
  return createServer((incoming) => {
    const outgoing = connect(mongoAddress());
    incoming.pipe(outgoing).pipe(incoming);
    seen(incoming, outgoing);
    for (const end of [incoming, outgoing]) end.on('error', () => [incoming, outgoing].forEach((it) => it.destroy()));
  });
}
const listenOn = (server: ReturnType<typeof tunnel>, port: number) =>
  new Promise<number>((resolve) =>
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );

test('a MongoDB that was down when the process started is found once it is there', async () => {
  const probe = tunnel();
  const port = await listenOn(probe, 0);
  await new Promise((resolve) => probe.close(resolve));
  const databases = openDatabases(
    loadConfig({
      MONGO_DB_CONNECTION_URL: `${mongoUrlThrough(port)}&serverSelectionTimeoutMS=500`,
      MONGO_DATABASE: 'reconnect',
      GCS_BUCKET: 'any',
    }),
  );
  await expect(databases.ping()).rejects.toThrow();

  const server = tunnel();
  await listenOn(server, port);
  await until(() =>
    databases.ping().then(
      () => true,
      () => false,
    ),
  );
  await databases.close();
  server.close();
});

test('a MongoDB that falls silent is noticed by its heartbeat: what waits for it fails, and is not left for minutes', async () => {
  const connections: Socket[] = [];
  let silent = false;
  const server = tunnel((incoming, outgoing) => {
    connections.push(incoming, outgoing);
    // The first two are the heartbeats' of both clients; the third never gets through, which must not be their end.
    if (silent || connections.length === 6) incoming.unpipe(outgoing);
  });
  const port = await listenOn(server, 0);
  const databases = openDatabases(
    loadConfig({
      MONGO_DB_CONNECTION_URL: mongoUrlThrough(port),
      MONGO_DATABASE: 'silent',
      GCS_BUCKET: 'any',
    }),
  );
  await databases.ping();
  silent = true;
  // Nothing is closed and nothing arrives any more, as behind a broken switch.
  for (const end of connections) end.unpipe();
  await expect(databases.ping()).rejects.toThrow();
  await databases.close();
  for (const end of connections) end.destroy();
  server.close();
});
