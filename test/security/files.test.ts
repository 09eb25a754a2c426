import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { loadConfig } from '../../src/config';
import { folderOf } from '../../src/model/location';
import { identifierPattern } from '../../src/model/tenant';
import { openTestBucket } from '../support/bucket';
import type { ApiClient } from '../support/client';
import { startStack, type Stack } from '../support/stack';

type Download = { signed_url: string; url: string; expires_at: string; error?: { code: string; message: string } };

const DAY_MS = 86_400_000;

let stack: Stack;
let client: ApiClient;
beforeAll(async () => {
  stack = await startStack();
  client = await stack.client();
  await client.insert([1, 2, 3].map((n) => ({ request: { body: { n } }, response: { body: {} } })));
});
afterAll(() => stack.stop());

async function finished(more: object = {}) {
  const id = await client.create({ filters: {}, requested_data: ['id', 'request'], ...more });
  await client.start(id);
  expect(await client.settled(id)).toMatchObject({ status: 'success' });
  return id;
}
const ask = (id: string) => client.send<Download>('GET', `/v1/logs/exports/${id}/download`);
const folder = (id: string) => openTestBucket(stack.config).names(`acme/main/${id}/`);

/** Whether the URL's signature is right for this method, by the public half of the key that signs. */
function isSignedFor(method: string, url: URL): boolean {
  const { private_key } = JSON.parse(readFileSync(process.env.GOOGLE_APPLICATION_CREDENTIALS!, 'utf8')) as {
    private_key: string;
  };
  const encode = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`);
  const query = [...url.searchParams].filter(([name]) => name !== 'X-Goog-Signature');
  const sorted = query.map(([name, value]) => `${encode(name)}=${encode(value)}`).sort();
  const request = [method, url.pathname, sorted.join('&'), `host:${url.hostname}`, '', 'host', 'UNSIGNED-PAYLOAD'].join(
    '\n',
  );
  const credential = url.searchParams.get('X-Goog-Credential')!;
  const signed = [
    ...['GOOG4-RSA-SHA256', url.searchParams.get('X-Goog-Date')!, credential.slice(credential.indexOf('/') + 1)],
    createHash('sha256').update(request).digest('hex'),
  ].join('\n');
  const signature = Buffer.from(url.searchParams.get('X-Goog-Signature')!, 'hex');
  return verify('sha256', Buffer.from(signed), createPublicKey(private_key), signature);
}

test('a download is a URL for GET alone, of one generation, for 15 minutes, as an attachment', async () => {
  const id = await finished();
  const asked = Date.now();
  const { body, headers } = await ask(id);
  const url = new URL(body.signed_url);
  const { file } = await client.read(id);
  const object = `acme/main/${id}/${file!.name}`;
  const described = await openTestBucket(stack.config).describe(object);

  expect(url.pathname.endsWith(`/${stack.config.GCS_PREFIX}/${object}`)).toBe(true);
  expect(url.searchParams.get('generation')).toBe(String(described.generation));
  expect(url.searchParams.get('X-Goog-Algorithm')).toBe('GOOG4-RSA-SHA256');
  expect(url.searchParams.get('X-Goog-Expires')).toBe('900');
  expect(url.searchParams.get('X-Goog-SignedHeaders')).toBe('host');
  expect(url.searchParams.get('response-content-disposition')).toBe(`attachment; filename="${file!.name}"`);
  expect(Math.abs(Date.parse(body.expires_at) - asked - 900_000)).toBeLessThan(5_000);
  expect(body.url).toBe(body.signed_url);
  expect(['GET', 'PUT', 'POST', 'DELETE', 'HEAD'].filter((method) => isSignedFor(method, url))).toEqual(['GET']);
  url.searchParams.set('generation', '1');
  expect(isSignedFor('GET', url)).toBe(false);
  expect([headers.get('cache-control'), headers.get('x-content-type-options')]).toEqual(['no-store', 'nosniff']);
});

test('no URL is made for longer than 7 days', () => {
  const needed = { MONGO_DB_CONNECTION_URL: 'mongodb://db', MONGO_DATABASE: 'logs', GCS_BUCKET: 'bucket' };
  const withSeconds = (seconds: string) => loadConfig({ ...needed, SIGNED_URL_SECONDS: seconds });
  expect(withSeconds('604800').SIGNED_URL_SECONDS).toBe(604_800);
  expect(() => withSeconds('604801')).toThrow(/SIGNED_URL_SECONDS/);
  expect(() => withSeconds('0')).toThrow(/SIGNED_URL_SECONDS/);
});

test('no URL is made for an export that is gone, running or never ran; its objects go with it', async () => {
  const draft = await client.create({ filters: {}, requested_data: ['id'] });
  expect((await ask(draft)).status).toBe(409);
  const id = await finished();
  expect(await folder(id)).toHaveLength(2);
  expect((await client.send('DELETE', `/v1/logs/exports/${id}`)).status).toBe(200);
  expect([(await ask(id)).status, await folder(id)]).toEqual([404, []]);
});

test('past its retention a file is refused at once, and deleted by the schedule; the export stays a success', async () => {
  const id = await finished();
  const young = await finished();
  const completed_at = new Date(Date.now() - stack.config.EXPORT_RETENTION_DAYS * DAY_MS - 60_000);
  const exports = stack.mongo.db(stack.config.MONGO_DATABASE).collection<{ _id: string }>('exports');
  await exports.updateOne({ _id: id }, { $set: { completed_at } });
  const early = await ask(id);
  expect([early.status, early.body.error?.code]).toEqual([410, 'expired']);
  expect(early.body.error?.message).toContain('kept for 30 days');
  expect(await folder(id)).toHaveLength(2);

  await stack.temporal.schedule.getHandle(`expire-${stack.config.TEMPORAL_TASK_QUEUE}`).trigger();
  while ((await folder(id)).length > 0 || (await client.read(id)).file !== null) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(await client.read(id)).toMatchObject({ status: 'success', file: null });
  expect((await ask(id)).status).toBe(410);
  expect([await folder(young), (await ask(young)).status]).toEqual([
    [expect.any(String), expect.stringMatching(/manifest/)],
    200,
  ]);
  const trail = await client.send<{ data: object[] }>('GET', `/v1/audit?target_id=${id}&action=export.expired`);
  expect(trail.body.data).toEqual([expect.objectContaining({ key_id: null, result: 'ok' })]);
});

test('nothing that a client writes is in the name of an object', async () => {
  const id = await finished({ description: '../../../other/\u0000<img>\r\nX: y' });
  const [name] = await folder(id);
  expect(name).toMatch(new RegExp(`^acme/main/${id}/logs-export-\\d{8}T\\d{6}Z-${id.slice(0, 8)}\\.jsonl$`));
});

test('whatever ids tenants have, the folders of two exports never lie within each other', () => {
  const identifier = fc.stringMatching(identifierPattern);
  fc.assert(
    fc.property(identifier, fc.option(identifier), fc.uuid(), (organisationId, workspaceId, id) => {
      const folder = folderOf('prefix', { id, tenant: { organisationId, workspaceId } });
      const segments = folder.split('/').slice(1);
      expect(segments).toHaveLength(3);
      expect(segments.some((segment) => ['', '.', '..'].includes(segment))).toBe(false);
      expect(segments.map(decodeURIComponent)).toEqual([organisationId, workspaceId ?? '_all', id]);
      expect(workspaceId).not.toBe('_all');
    }),
    { numRuns: 2_000 },
  );
  for (const steering of ['..', '.', 'a/b', 'a\\b', '%2e', '_all', '', 'a\n', 'ä'])
    expect(steering).not.toMatch(identifierPattern);
});
