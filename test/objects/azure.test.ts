import { randomUUID } from 'node:crypto';
import { crc32c } from '@node-rs/crc32';
import { loadConfig } from '../../src/config';
import { openObjects } from '../../src/objects/open';
import type { Named } from '../../src/objects/port';
import { startTestAzure, type TestAzure } from '../support/azure';
import type { AzureRequest } from '../support/azure-proxy';
import { verifySas } from '../support/verify-sas';
import { objectStoreContract } from './contract';

const MIB = 1024 * 1024;
const TEXT = { contentType: 'text/plain' };
const never = new AbortController().signal;

let server: TestAzure;
beforeAll(async () => {
  server = await startTestAzure();
});
afterAll(() => server.stop());

function open(more: Record<string, string> = {}) {
  const unused = { MONGO_DB_CONNECTION_URL: 'mongodb://unused', MONGO_DATABASE: 'unused' };
  const config = loadConfig({
    ...unused,
    ...server.variables,
    AZURE_STORAGE_PREFIX: `contract-${randomUUID()}`,
    ...more,
  });
  return openObjects(config, { timeoutMs: 10_000, retries: 0 });
}

describe('the contract', () => {
  objectStoreContract(() => {
    const nowhere = server.variables.AZURE_STORAGE_CONNECTION_STRING!.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:9');
    return Promise.resolve({
      objects: open(),
      unreachable: open({ AZURE_STORAGE_CONNECTION_STRING: nowhere }),
      withoutBucket: open({ AZURE_STORAGE_CONTAINER: 'no-such-container' }),
    });
  });
});

describe('what is Azure’s own', () => {
  const TARGET = { name: 'whole.txt', ...TEXT, scratch: 'parts/p/' };
  const SIZES = [100, 9 * MIB, 0, 7];

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
    const own = ({ object }: AzureRequest) => object?.startsWith(location.folder) === true;
    const done = (kind: AzureRequest['kind']) => server.proxy.done(kind).filter(own);
    return { location, objects, folder, put, putAll, done };
  }

  /** The names of all blobs under a folder, with those that are only blocks. */
  async function stored(prefix: string): Promise<string[]> {
    const names: string[] = [];
    for await (const { name } of server.container.listBlobsFlat({ prefix, includeUncommitedBlobs: true }))
      names.push(name);
    return names;
  }

  test('parts are copied by Azure, in blocks, and none goes through this process', async () => {
    const { folder, putAll, done } = newFolder();
    const file = await folder.join(await putAll(SIZES), TARGET, never);
    expect(file.bytes).toBe(9 * MIB + 107);
    expect([done('copy').length, done('send').length, done('commit').length]).toEqual([4, 0, 1]);
    const properties = await server.container.getBlobClient(done('commit')[0]!.object!).getProperties();
    expect(properties).toMatchObject({ contentType: 'text/plain', contentLength: file.bytes });
  });

  test('where Azure may copy nothing, the parts are read and sent in blocks', async () => {
    const { folder, putAll, done } = newFolder();
    const parts = await putAll(SIZES);
    server.proxy.meddle(({ kind }) => (kind === 'copy' ? { status: 501 } : undefined));
    const file = await folder.join(parts, TARGET, never);
    server.proxy.meddle(() => undefined);
    expect(file).toMatchObject({ bytes: 9 * MIB + 107 });
    const sent = done('send').map(({ body }) => body.length);
    expect(sent.sort((a, b) => a - b)).toEqual([7, 100, MIB, 8 * MIB]);
  });

  test('a try commits no blocks but its own, and those of others are gone with it', async () => {
    const { location, folder, putAll } = newFolder();
    const blob = server.container.getBlockBlobClient(`${location.folder}/${TARGET.name}`);
    const id = Buffer.from(`${randomUUID()}-000000`).toString('base64');
    await blob.stageBlock(id, 'of a killed worker', 18);
    await folder.join(await putAll([3, 4]), TARGET, never);
    expect(String(await blob.downloadToBuffer())).toBe('0001111');
    expect((await blob.getBlockList('uncommitted')).uncommittedBlocks ?? []).toEqual([]);
  });

  test('blocks that a killed worker left are removed with the folder', async () => {
    const { location, folder } = newFolder();
    const blob = server.container.getBlockBlobClient(`${location.folder}/${TARGET.name}`);
    await blob.stageBlock(Buffer.from('0').toString('base64'), 'left', 4);
    expect(await stored(location.folder)).toHaveLength(1);
    await folder.remove('');
    expect(await stored(location.folder)).toEqual([]);
  });

  test.each([
    ['copy', 503],
    ['copy', 500],
    ['commit', 503],
  ] as const)('a join whose %s is answered with %i may pass', async (kind, status) => {
    const { folder, putAll } = newFolder();
    const parts = await putAll([5, 1]);
    server.proxy.meddle((request) => (request.kind === kind ? { status } : undefined));
    const fault = await folder.join(parts, TARGET, never).catch((error: unknown) => error);
    server.proxy.meddle(() => undefined);
    expect(fault).toMatchObject({ code: 'storage_unavailable', store: 'azure', options: { retryable: true } });
    expect((fault as Error).message).toMatch(new RegExp(`^Azure Blob Storage answered with ${status} \\(\\w+\\)\\.$`));
    expect(await folder.join(parts, TARGET, never)).toMatchObject({ bytes: 6 });
  });

  test.each(['put', 'commit'] as const)('a %s whose answer was lost is found', async (kind) => {
    const { folder, put, done } = newFolder();
    const write = async () => {
      const part = await put('parts/p/1', Buffer.from('one'));
      return folder.join([part], TARGET, never);
    };
    server.proxy.meddle((request) => (request.kind === kind ? 'loseAnswer' : undefined));
    await expect(write()).rejects.toMatchObject({ code: 'storage_unavailable' });
    server.proxy.meddle(() => undefined);
    expect(await write()).toMatchObject({ bytes: 3, crc32c: crc32c('one') });
    expect(done(kind)).toHaveLength(1);
  });

  test('an upload that was damaged on its way is refused', async () => {
    const { folder } = newFolder();
    const blob = server.container.getBlockBlobClient('damaged');
    const blobContentMD5 = Buffer.alloc(16);
    await expect(blob.upload('x', 1, { blobHTTPHeaders: { blobContentMD5 } })).rejects.toMatchObject({
      statusCode: 400,
    });
    expect(await folder.find('damaged')).toBeNull();
  });

  test('an organisation’s blobs are encrypted with its scope', async () => {
    const { folder, putAll, done } = newFolder({ AZURE_ORGANISATION_ENCRYPTION_SCOPES: 'acme=scope-of-acme' });
    await folder.join(await putAll([3, 4]), TARGET, never);
    const scopes = (['put', 'copy', 'commit'] as const).flatMap((kind) =>
      done(kind).map(({ headers }) => headers['x-ms-encryption-scope']),
    );
    expect(scopes).toEqual(Array.from({ length: 5 }, () => 'scope-of-acme'));
  });

  test('a download URL is signed for one blob, for reading, until it expires', async () => {
    const { location, folder, put } = newFolder({ AZURE_SIGNED_URL_ENDPOINT: 'https://files.example.com' });
    const file = await put('file.txt', Buffer.from('the file'));
    const { url, expiresAt } = await folder.signDownload(file, { saveAs: 'saved.txt', ...TEXT });
    expect(url).toMatch(/^https:\/\/files\.example\.com\//);
    const { account, key, container } = server;
    const blob = { container: container.containerName, name: `${location.folder}/file.txt` };
    const rules = { account, key, blob, now: new Date(expiresAt.getTime() - 1) };
    expect(verifySas(url, rules)).toBe('valid');
    expect(verifySas(url, { ...rules, now: expiresAt })).toBe('expired');
    expect(verifySas(url, { ...rules, blob: { ...blob, name: 'another' } })).toBe('forged');
    expect(verifySas(url.replace('saved.txt', 'other.txt'), rules)).toBe('forged');
    expect(new URL(url).searchParams.get('spr')).toBe('https');
  });

  test('a file in another account is not looked for in this one', async () => {
    const { location, objects } = newFolder();
    const folder = objects.open({ ...location, bucket: 'other/container' }, 'acme');
    await expect(folder.find('file.txt')).rejects.toMatchObject({ code: 'storage_permission_denied', store: 'azure' });
  });
});
