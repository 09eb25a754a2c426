/** @jest-environment ./test/support/one-realm.cjs */
import { randomUUID } from 'node:crypto';
import { crc32c } from '@node-rs/crc32';
import { loadConfig } from '../../src/config';
import { openObjects } from '../../src/objects/open';
import type { Named } from '../../src/objects/port';
import { startTestS3, type TestS3 } from '../support/s3';
import type { S3Request } from '../support/s3-proxy';
import { verifySigV4 } from '../support/verify-sigv4';
import { objectStoreContract } from './contract';

const KMS_KEY = 'arn:aws:kms:us-east-1:111122223333:key/acme';
const MIB = 1024 * 1024;
const TEXT = { contentType: 'text/plain' };
const never = new AbortController().signal;

let server: TestS3;
beforeAll(async () => {
  server = await startTestS3();
});
afterAll(() => server.stop());

function open(more: Record<string, string> = {}) {
  const unused = { MONGO_DB_CONNECTION_URL: 'mongodb://unused', MONGO_DATABASE: 'unused' };
  const config = loadConfig({ ...unused, ...server.variables, S3_PREFIX: `contract-${randomUUID()}`, ...more });
  return openObjects(config, { timeoutMs: 10_000, retries: 0 });
}

describe('the contract', () => {
  objectStoreContract(() =>
    Promise.resolve({
      objects: open(),
      unreachable: open({ S3_ENDPOINT: 'http://127.0.0.1:9' }),
      withoutBucket: open({ S3_BUCKET: 'no-such-bucket' }),
    }),
  );
});

describe('what is S3’s own', () => {
  const TARGET = { name: 'whole.txt', ...TEXT, scratch: 'parts/p/' };

  function newFolder(more?: Record<string, string>) {
    const objects = open(more);
    const tenant = { organisationId: 'acme', workspaceId: 'main' };
    const location = objects.locate({ id: randomUUID(), tenant });
    const folder = objects.open(location, tenant.organisationId);
    const put = async (name: string, content: Buffer): Promise<Named> => ({
      name,
      ...(await folder.put(name, content, { ...TEXT, crc32c: crc32c(content) })),
    });
    const putAll = (sizes: readonly number[]) =>
      Promise.all(sizes.map((size, index) => put(`parts/p/${index}`, Buffer.alloc(size, String(index)))));
    const own = ({ object }: S3Request) => object?.startsWith(location.folder) === true;
    const done = (kind: S3Request['kind']) => server.proxy.done(kind).filter(own);
    return { location, folder, put, putAll, done };
  }

  const unfinished = async (folder: string) =>
    (await server.s3.listMultipartUploads({ Bucket: server.bucket, Prefix: folder })).Uploads ?? [];

  test('large parts are copied by S3; small neighbours, and no more, go through this process', async () => {
    const { folder, putAll, done } = newFolder();
    const sizes = [100, 6 * MIB, 11 * MIB, 0, 200, 300, 7];
    const parts = await putAll(sizes);
    const file = await folder.join(parts, TARGET, never);
    expect(file.bytes).toBe(sizes.reduce((sum, size) => sum + size));
    expect(done('copy')).toHaveLength(1);
    const sent = done('send').map(({ body }) => body.length);
    expect(sent.sort((a, b) => a - b)).toEqual([507, 6 * MIB + 100]);
    const stored = await server.s3.headObject({
      Bucket: server.bucket,
      Key: done('create')[0]!.object!,
      ChecksumMode: 'ENABLED',
    });
    expect(stored).toMatchObject({ ChecksumType: 'FULL_OBJECT', ContentType: 'text/plain' });
  });

  test('a wrong clock is told from a missing right, though the answer to HEAD has no body', async () => {
    const { folder } = newFolder();
    const skewed = { status: 403, code: 'RequestTimeTooSkewed' };
    server.proxy.meddle(() => skewed);
    await expect(folder.find('whole.txt')).rejects.toMatchObject({ code: 'storage_unavailable' });
    server.proxy.meddle(({ kind }) => (kind === 'describe' ? { status: 403 } : undefined));
    await expect(folder.find('whole.txt')).rejects.toMatchObject({ code: 'storage_permission_denied' });
    server.proxy.meddle(() => undefined);
    expect(await folder.find('whole.txt')).toBeNull();
  });

  test('small files take one request to write, and no multipart upload', async () => {
    const { folder, putAll, done } = newFolder();
    await folder.join(await putAll([10, 20]), TARGET, never);
    expect([done('create').length, done('put').length]).toEqual([0, 3]);
  });

  test('what a killed worker began is aborted by the next try, and by a removal', async () => {
    const { location, folder, putAll } = newFolder();
    const Key = `${location.folder}/${TARGET.name}`;
    await server.s3.createMultipartUpload({ Bucket: server.bucket, Key });
    await folder.join(await putAll([6 * MIB, 1]), TARGET, never);
    expect(await unfinished(location.folder)).toEqual([]);
    await server.s3.createMultipartUpload({ Bucket: server.bucket, Key });
    await folder.remove('');
    expect(await unfinished(location.folder)).toEqual([]);
  });

  test.each([
    ['send', 503],
    ['copy', 500],
    ['complete', 409],
  ] as const)('a join whose %s is answered with %i may pass, and leaves no upload', async (kind, status) => {
    const { location, folder, putAll } = newFolder();
    const parts = await putAll([6 * MIB, 1]);
    server.proxy.meddle((request) => (request.kind === kind ? { status } : undefined));
    const fault = await folder.join(parts, TARGET, never).catch((error: unknown) => error);
    server.proxy.meddle(() => undefined);
    expect(fault).toMatchObject({ code: 'storage_unavailable', store: 's3', options: { retryable: true } });
    expect((fault as Error).message).toMatch(new RegExp(`^Amazon S3 answered with ${status} \\(\\w+\\)\\.$`));
    expect(await unfinished(location.folder)).toEqual([]);
    expect(await folder.join(parts, TARGET, never)).toMatchObject({ bytes: 6 * MIB + 1 });
  });

  test('an upload whose answer was lost is found', async () => {
    const { folder, put, done } = newFolder();
    server.proxy.meddle(({ kind }) => (kind === 'put' ? 'loseAnswer' : undefined));
    await expect(put('a.txt', Buffer.from('one'))).rejects.toMatchObject({ code: 'storage_unavailable' });
    server.proxy.meddle(() => undefined);
    const found = await put('a.txt', Buffer.from('one'));
    expect(await folder.find('a.txt')).toEqual({ version: found.version, bytes: 3, crc32c: found.crc32c });
    expect(done('put')).toHaveLength(1);
  });

  test('an organisation’s objects are encrypted with its key', async () => {
    const { folder, putAll, done } = newFolder({ S3_ORGANISATION_KMS_KEYS: `acme=${KMS_KEY}` });
    await folder.join(await putAll([6 * MIB, 1]), TARGET, never);
    const keys = [...done('put'), ...done('create')].map(({ headers }) => [
      headers['x-amz-server-side-encryption'],
      headers['x-amz-server-side-encryption-aws-kms-key-id'],
    ]);
    expect(keys).toEqual(Array.from({ length: 3 }, () => ['aws:kms', KMS_KEY]));
  });

  test('a download URL is signed for one object, for GET, until it expires', async () => {
    const { folder, put } = newFolder({ S3_SIGNED_URL_ENDPOINT: 'https://files.example.com' });
    const file = await put('file.txt', Buffer.from('the file'));
    const { url, expiresAt } = await folder.signDownload(file, { saveAs: 'saved.txt', ...TEXT });
    expect(url).toMatch(/^https:\/\/files\.example\.com\//);
    const rules = { method: 'GET', secret: process.env.AWS_SECRET_ACCESS_KEY!, region: 'us-east-1' };
    const at = (offset: number) => new Date(expiresAt.getTime() + offset);
    expect(verifySigV4(url, { ...rules, now: at(-1) })).toBe('valid');
    expect(verifySigV4(url, { ...rules, now: at(0) })).toBe('expired');
    expect(verifySigV4(url, { ...rules, method: 'PUT', now: at(-1) })).toBe('forged');
    expect(verifySigV4(url.replace('file.txt', 'other.txt'), { ...rules, now: at(-1) })).toBe('forged');
  });
});
