import { readFileSync } from 'node:fs';
import { openTestBucket } from '../support/bucket';
import { insertLogs, logDocuments } from '../support/log-documents';
import { startStack, type Stack } from '../support/stack';
import { verifySignedUrl } from '../support/verify-signed-url';
import { exportFile } from '../support/whole-export';

const { private_key: privateKey, client_email: clientEmail } = JSON.parse(
  readFileSync(process.env.GOOGLE_APPLICATION_CREDENTIALS!, 'utf8'),
) as { private_key: string; client_email: string };
const SECONDS = 600;

let stack: Stack;
let signedUrl: string;
let expiresAt: Date;
let file: { name: string; path: string; generation: string };
beforeAll(async () => {
  stack = await startStack({ variables: { SIGNED_URL_SECONDS: String(SECONDS) } });
  await insertLogs(stack, logDocuments(5));
  const client = await stack.client();
  const { record } = await exportFile(client);
  const answer = await client.send<{ signed_url: string; url: string; expires_at: string }>(
    'GET',
    `/v1/logs/exports/${record.id}/download`,
  );
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.body.url).toBe(answer.body.signed_url);
  signedUrl = answer.body.signed_url;
  expiresAt = new Date(answer.body.expires_at);
  const { name } = record.file!;
  const path = `acme/main/${record.id}/${name}`;
  const { generation } = await openTestBucket(stack.config).describe(path);
  file = { name, path, generation: String(generation) };
});
afterAll(() => stack.stop());

const verdict = (url: string, { method = 'GET', now = new Date() } = {}) =>
  verifySignedUrl(url, { method, privateKey, clientEmail, now });

test('it is valid by the rules of GOOG4-RSA-SHA256, until the very second that the answer names', () => {
  expect(verdict(signedUrl)).toBe('valid');
  expect(verdict(signedUrl, { now: new Date(expiresAt.getTime() - 1) })).toBe('valid');
  expect(verdict(signedUrl, { now: expiresAt })).toBe('expired');
});

test('it opens one generation of one object, to be saved under the file’s name', () => {
  const { pathname, searchParams } = new URL(signedUrl);
  expect(pathname).toBe(`/${stack.config.GCS_BUCKET}/${stack.config.GCS_PREFIX}/${file.path}`);
  expect(Object.fromEntries(searchParams)).toMatchObject({
    generation: file.generation,
    'response-content-disposition': `attachment; filename="${file.name}"`,
    'response-content-type': 'application/x-ndjson',
    'X-Goog-Expires': String(SECONDS),
  });
});

test.each(['HEAD', 'PUT', 'POST', 'DELETE'])('it is for GET alone: %s is refused', (method) => {
  expect(verdict(signedUrl, { method })).toBe('forged');
});

const change = (url: URL, name: string, to: (value: string) => string) =>
  url.searchParams.set(name, to(url.searchParams.get(name)!));

test.each([
  ['the path', (url: URL) => (url.pathname = url.pathname.replace(/.jsonl$/, '-other.jsonl'))],
  ['the tenant', (url: URL) => (url.pathname = url.pathname.replace('/acme/', '/other/'))],
  ['the generation', (url: URL) => url.searchParams.set('generation', '1')],
  ['no generation', (url: URL) => url.searchParams.delete('generation')],
  ['the expiry', (url: URL) => url.searchParams.set('X-Goog-Expires', String(SECONDS + 1))],
  [
    'the time',
    (url: URL) => change(url, 'X-Goog-Date', (date) => date.replace(/.Z$/, (end) => `${(Number(end[0]) + 1) % 10}Z`)),
  ],
  ['the file name', (url: URL) => url.searchParams.set('response-content-disposition', 'attachment; filename="x.exe"')],
  ['the content type', (url: URL) => url.searchParams.set('response-content-type', 'text/html')],
  ['the host', (url: URL) => (url.host = 'elsewhere.example')],
  ['one more parameter', (url: URL) => url.searchParams.set('userProject', 'someone')],
  [
    'the signature',
    (url: URL) => change(url, 'X-Goog-Signature', (hex) => hex.replace(/^./, (first) => (first === '0' ? '1' : '0'))),
  ],
])('tampered with %s, it is refused', (_what, tamper) => {
  const url = new URL(signedUrl);
  tamper(url);
  expect(verdict(url.toString())).toBe('forged');
});
