import { type AddressInfo, connect, createServer } from 'node:net';
import { loadConfig } from '../../src/config';
import { openDatabases } from '../../src/stores/databases';
import { until } from '../support/waiting';

/** A way to the MongoDB of the run on a port of its own, open only while it listens. */
function tunnel() {
  const { hostname, port } = new URL(process.env.MONGO_DB_CONNECTION_URL!);
  return createServer((incoming) => {
    const outgoing = connect(Number(port), hostname);
    incoming.pipe(outgoing).pipe(incoming);
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
      MONGO_DB_CONNECTION_URL: `mongodb://127.0.0.1:${port}/?directConnection=true&serverSelectionTimeoutMS=500`,
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
