import { type FakeGoogle, startFakeGoogle } from '../support/fake-google';
import { type GcsProxy, startGcsProxy } from '../support/gcs-proxy';
import { insertLogs, logDocuments } from '../support/log-documents';
import { startStack, type Stack } from '../support/stack';
import { verifySignedUrl } from '../support/verify-signed-url';
import { runExport } from '../support/whole-export';
import type { ApiClient } from '../support/client';

const PUBLIC_HOST = 'https://storage.googleapis.com';
const denied = { status: 403, message: "Permission 'iam.serviceAccounts.signBlob' denied on resource" };
const down = { status: 503, message: 'The service is currently unavailable.' };

let google: FakeGoogle;
let gcs: GcsProxy;
let stack: Stack;
let client: ApiClient;
const authorizations: unknown[] = [];
beforeAll(async () => {
  google = await startFakeGoogle();
  gcs = await startGcsProxy();
  gcs.meddle((request) => void authorizations.push(request.headers.authorization));
  delete process.env.GOOGLE_APPLICATION_CREDENTIALS;
  Object.assign(process.env, { GCE_METADATA_HOST: google.metadataHost, METADATA_SERVER_DETECTION: 'assume-present' });
  stack = await startStack({
    variables: {
      GCS_API_ENDPOINT: gcs.endpoint,
      GCS_API_ENDPOINT_AUTH: 'true',
      GCS_SIGNED_URL_HOST: PUBLIC_HOST,
      IAM_CREDENTIALS_ENDPOINT: google.iamEndpoint,
    },
  });
  await insertLogs(stack, logDocuments(3));
  client = await stack.client();
});
afterAll(async () => {
  await stack.stop();
  await gcs.stop();
  await google.stop();
});
beforeEach(() => google.refusals.splice(0));

const signBlobs = () => google.requests.filter((path) => path.endsWith(':signBlob')).length;
const askUrl = (id: string) =>
  client.send<{ signed_url: string; error: { code: string; message: string } }>(
    'GET',
    `/v1/logs/exports/${id}/download`,
  );

test('without a private key, IAM signs: the URL is valid, names the public host, and calls carry the workload’s token', async () => {
  const { id, status } = await runExport(client);
  expect(status).toBe('success');
  const { body } = await askUrl(id);
  const url = new URL(body.signed_url);
  expect(url.origin).toBe(PUBLIC_HOST);
  expect(url.pathname).toMatch(new RegExp(`^/${stack.config.GCS_BUCKET}/${stack.config.GCS_PREFIX}/acme/main/`));
  const { clientEmail, privateKey } = google;
  expect(verifySignedUrl(body.signed_url, { method: 'GET', privateKey, clientEmail, now: new Date() })).toBe('valid');
  expect(authorizations.length).toBeGreaterThan(0);
  expect(new Set(authorizations)).toEqual(new Set(['Bearer token-of-the-workload']));
  // One token and one look at who this is serve for every URL of the process.
  const asked = (end: string) => google.requests.filter((path) => path.endsWith(end)).length;
  expect({ email: asked('/email'), token: asked('/token') }).toEqual({ email: 2, token: 2 });
});

test('IAM being down for a moment, or a lost connection, is tried again', async () => {
  const { id } = await runExport(client);
  for (const passing of [[down, down], ['cut' as const]]) {
    const before = signBlobs();
    google.refusals.push(...passing);
    expect((await askUrl(id)).status).toBe(200);
    expect(signBlobs() - before).toBe(passing.length + 1);
  }
});

test('the missing permission fails the export in words, and Start Again succeeds once it is granted', async () => {
  google.refusals.push(denied);
  const failed = await runExport(client);
  expect(failed).toMatchObject({ status: 'failure', error_code: 'signing_refused' });
  expect(failed.error).toMatch(/iam\.serviceAccounts\.signBlob .*roles\/iam\.serviceAccountTokenCreator/);
  await client.start(failed.id);
  expect((await client.settled(failed.id)).status).toBe('success');

  google.refusals.push(denied);
  const refused = await askUrl(failed.id);
  expect(refused.status).toBe(503);
  expect(refused.body.error.message).toMatch(/iam\.serviceAccounts\.signBlob/);
});

test('an API of IAM that is not enabled is named', async () => {
  const { id } = await runExport(client);
  google.refusals.push({ status: 403, message: 'IAM Service Account Credentials API has not been used in project 1' });
  expect((await askUrl(id)).body.error.message).toMatch(/iamcredentials\.googleapis\.com\) is not enabled/);
});

test('where IAM stays down the download says so, and the export is not given up for it', async () => {
  const { id } = await runExport(client);
  google.refusals.push(...Array.from({ length: 4 }, () => down));
  const { status, body } = await askUrl(id);
  expect(status).toBe(503);
  expect(body.error.message).toBe("Google can't be asked to sign a download URL right now: it answered with 503.");
  google.refusals.push(...Array.from({ length: 4 }, () => down));
  expect((await runExport(client)).status).toBe('success');
});
