import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { loadConfig } from '../../src/config';
import { openDatabases } from '../../src/stores/databases';
import { type OwnMongo, startOwnMongo } from '../support/own-mongo';

const scratch = mkdtempSync(join(tmpdir(), 'logs-export-tls-'));
const pem = (name: string, content: string) => {
  const file = join(scratch, name);
  writeFileSync(file, content, { mode: 0o600 });
  return file;
};

let server: OwnMongo;
let ca: string;
let client: string;
let otherCa: string;
beforeAll(async () => {
  const certificates = await authority();
  ca = pem('ca.pem', certificates.cert);
  otherCa = pem('other-ca.pem', (await authority()).cert);
  client = pem('client.pem', `${certificates.clientcert}\n${certificates.clientprivate}`);
  const certificateFile = pem('server.pem', certificates.cert);
  const keyFile = pem('server.key', certificates.private);
  const bothFile = pem('server-both.pem', `${certificates.cert}\n${certificates.private}`);
  server = await startOwnMongo(scratch, {
    mongod: ['--tlsMode', 'requireTLS', '--tlsCertificateKeyFile', bothFile, '--tlsCAFile', ca],
    standIn: [
      ...['--tls-cert-file', certificateFile, '--tls-key-file', keyFile],
      ...['--tls-ca-file', ca, '--tls-require-client-cert'],
    ],
  });
});
afterAll(async () => {
  await server.stop();
  rmSync(scratch, { recursive: true, force: true });
});

/** A certificate that is a server's for 127.0.0.1 and signs itself, and one for a client that it signed. */
function authority() {
  return generate([{ name: 'commonName', value: '127.0.0.1' }], {
    algorithm: 'sha256',
    clientCertificate: true,
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  });
}

/** Pings as the service would by this connection string. */
async function ping(options: Record<string, string>): Promise<void> {
  const query = new URLSearchParams({ directConnection: 'true', serverSelectionTimeoutMS: '2000', ...options });
  const databases = openDatabases(
    loadConfig({
      MONGO_DB_CONNECTION_URL: `mongodb://127.0.0.1:${server.port}/?${query.toString()}`,
      MONGO_DATABASE: 'tls',
      GCS_BUCKET: 'any',
    }),
  );
  try {
    await databases.ping();
  } finally {
    await databases.close();
  }
}

test('MongoDB is reached by TLS with the PEM files that the connection string names', async () => {
  await expect(ping({ tls: 'true', tlsCAFile: ca, tlsCertificateKeyFile: client })).resolves.toBeUndefined();
});

test.each([
  ['in plain', () => ({})],
  ['without the client certificate that it asks for', () => ({ tls: 'true', tlsCAFile: ca })],
  [
    'where another authority signed its certificate',
    () => ({ tls: 'true', tlsCAFile: otherCa, tlsCertificateKeyFile: client }),
  ],
])('MongoDB is not reached %s', async (_how, options) => {
  await expect(ping(options())).rejects.toThrow();
});
