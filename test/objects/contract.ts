import { randomUUID } from 'node:crypto';
import { crc32c } from '@node-rs/crc32';
import type { StorageFault } from '../../src/model/errors';
import type { Named, ObjectFolder, Objects } from '../../src/objects/port';

const TEXT = { contentType: 'text/plain' };
const TENANT = { organisationId: 'acme', workspaceId: 'main' };
const never = new AbortController().signal;

export interface StoreUnderTest {
  objects: Objects;
  /** Where a store lies that answers nothing, and one whose bucket is not there. */
  unreachable: Objects;
  withoutBucket: Objects;
}

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'no fault',
    (fault: StorageFault) => fault.code,
  );

/** What every object store has to keep: the promises of src/objects/port.ts, asked of a real server. */
export function objectStoreContract(open: () => Promise<StoreUnderTest>): void {
  let store: StoreUnderTest;
  beforeAll(async () => {
    store = await open();
  });

  const folderIn = (objects: Objects): ObjectFolder =>
    objects.open(objects.locate({ id: randomUUID(), tenant: TENANT }), TENANT.organisationId);
  const put = async (folder: ObjectFolder, name: string, text: string): Promise<Named> => {
    const content = Buffer.from(text);
    return { name, ...(await folder.put(name, content, { ...TEXT, crc32c: crc32c(content) })) };
  };
  const download = async (folder: ObjectFolder, file: Named, saveAs = 'file.txt') => {
    const { url } = await folder.signDownload(file, { saveAs, ...TEXT });
    return fetch(url);
  };
  const textOf = async (folder: ObjectFolder, file: Named) => (await download(folder, file)).text();
  const joined = async (folder: ObjectFolder, texts: readonly string[], name = 'whole.txt') => {
    const parts: Named[] = [];
    for (const [index, text] of texts.entries()) {
      parts.push(await put(folder, `parts/p/${String(index).padStart(6, '0')}.txt`, text));
    }
    const target = { name, ...TEXT, scratch: 'parts/p/' };
    return { parts, target, file: { name, ...(await folder.join(parts, target, never)) } };
  };

  test('an object is what was put, with its size and checksum', async () => {
    const folder = folderIn(store.objects);
    const object = await put(folder, 'parts/p/a.txt', 'one');
    expect(object).toMatchObject({ bytes: 3, crc32c: crc32c('one') });
    expect(await folder.find('parts/p/a.txt')).toEqual({ version: object.version, bytes: 3, crc32c: crc32c('one') });
    expect(await folder.find('parts/p/other.txt')).toBeNull();
  });

  test('the end of an object is read alone; of one that is gone or was altered, that is told', async () => {
    const folder = folderIn(store.objects);
    const object = await put(folder, 'parts/p/a.txt', 'from the end');
    expect(String(await folder.readEnd(object, 3))).toBe('end');
    expect(String(await folder.readEnd(object, object.bytes))).toBe('from the end');
    await put(folder, 'parts/p/a.txt', 'changed since');
    expect(await codeOf(folder.readEnd(object, 3))).toBe('parts_lost');
    await folder.remove('parts/p/');
    expect(await codeOf(folder.readEnd(object, 3))).toBe('parts_lost');
  });

  test('put again, an object is found; other content takes its place', async () => {
    const folder = folderIn(store.objects);
    const first = await put(folder, 'parts/p/a.txt', 'one');
    expect(await put(folder, 'parts/p/a.txt', 'one')).toEqual(first);
    const other = await put(folder, 'parts/p/a.txt', 'other');
    expect(other.version).not.toBe(first.version);
    expect(await folder.find('parts/p/a.txt')).toMatchObject({ version: other.version, bytes: 5 });
  });

  test.each([[0], [1], [2], [33], [70]])('%i parts are joined in order', async (count) => {
    const folder = folderIn(store.objects);
    const texts = Array.from({ length: count }, (_, index) => `part ${index}\n`);
    const { file } = await joined(folder, texts);
    expect(file).toMatchObject({ bytes: texts.join('').length, crc32c: crc32c(texts.join('')) });
    expect(await textOf(folder, file)).toBe(texts.join(''));
  });

  test('empty parts and large ones are joined too', async () => {
    const folder = folderIn(store.objects);
    const texts = ['', 'x'.repeat(6 * 1024 * 1024), '', 'end', ''];
    const { file } = await joined(folder, texts);
    expect(await textOf(folder, file)).toBe(texts.join(''));
  });

  test('joined again, the file is found, though its parts are gone by then', async () => {
    const folder = folderIn(store.objects);
    const { parts, target, file } = await joined(folder, ['one', 'two']);
    expect(await folder.join(parts, target, never)).toMatchObject({ bytes: file.bytes, crc32c: file.crc32c });
    await folder.remove('parts/', parts);
    expect(await folder.join(parts, target, never)).toMatchObject({ bytes: file.bytes, crc32c: file.crc32c });
  });

  test('a join of parts that are gone or were altered says so', async () => {
    const folder = folderIn(store.objects);
    const [one, two] = [await put(folder, 'parts/p/1.txt', 'one'), await put(folder, 'parts/p/2.txt', 'two')];
    const target = { name: 'whole.txt', ...TEXT, scratch: 'parts/p/' };
    await put(folder, 'parts/p/2.txt', 'changed');
    expect(await folder.lost([one, two], 'parts/p/')).toEqual(new Set(['parts/p/2.txt']));
    expect(await codeOf(folder.join([one, two], target, never))).toBe('parts_lost');
    await folder.remove('parts/p/2.txt');
    expect(await folder.lost([one, two], 'parts/p/')).toEqual(new Set(['parts/p/2.txt']));
    expect(await codeOf(folder.join([one, two], target, never))).toBe('parts_lost');
    expect(await folder.find('whole.txt')).toBeNull();
  });

  test('a join that is cancelled makes no file', async () => {
    const folder = folderIn(store.objects);
    const part = await put(folder, 'parts/p/1.txt', 'one');
    const target = { name: 'whole.txt', ...TEXT, scratch: 'parts/p/' };
    await expect(folder.join([part], target, AbortSignal.abort(new Error('cancelled')))).rejects.toThrow('cancelled');
    expect(await folder.find('whole.txt')).toBeNull();
  });

  test('what lies under a prefix is removed, and nothing else; gone already, it is no error', async () => {
    const folder = folderIn(store.objects);
    const neighbour = folderIn(store.objects);
    const kept = await put(neighbour, 'parts/p/1.txt', 'kept');
    const { parts, file } = await joined(folder, ['one', 'two', 'three']);
    await folder.remove('parts/', parts.slice(0, 1));
    await folder.remove('parts/');
    expect(await folder.lost(parts, 'parts/p/')).toEqual(new Set(parts.map(({ name }) => name)));
    expect(await folder.find(file.name)).toMatchObject({ bytes: file.bytes });
    await folder.remove('');
    expect(await folder.find(file.name)).toBeNull();
    expect(await textOf(neighbour, kept)).toBe('kept');
  });

  test('a deletion of a known version spares what was written since', async () => {
    const folder = folderIn(store.objects);
    const first = await put(folder, 'file.txt', 'first');
    const second = await put(folder, 'file.txt', 'second');
    await folder.remove('parts/', [first]);
    expect(await folder.find(second.name)).toMatchObject({ version: second.version });
    await folder.remove('parts/', [second]);
    expect(await folder.find(second.name)).toBeNull();
  });

  test('a folder is removed only if it still may be, once it is known what there is', async () => {
    const folder = folderIn(store.objects);
    await put(folder, 'parts/p/1.txt', 'one');
    const file = await put(folder, 'file.txt', 'file');
    expect(await folder.removeIf(() => Promise.resolve(false))).toBeNull();
    expect(await folder.find(file.name)).not.toBeNull();
    expect(await folder.removeIf(() => Promise.resolve(true))).toBe(2);
    expect(await folder.removeIf(() => Promise.resolve(true))).toBe(0);
  });

  test('a download URL gives the very version, under the name that it is to be saved as', async () => {
    const folder = folderIn(store.objects);
    const file = await put(folder, 'file.txt', 'the file');
    const before = Date.now();
    const { url, expiresAt } = await folder.signDownload(file, { saveAs: 'saved.txt', ...TEXT });
    expect(expiresAt.getTime()).toBeGreaterThan(before);
    const answer = await fetch(url);
    expect({ status: answer.status, text: await answer.text() }).toEqual({ status: 200, text: 'the file' });
    expect(new URL(url).search).toContain('saved.txt');
    const range = await fetch(url, { headers: { range: 'bytes=4-' } });
    expect({ status: range.status, text: await range.text() }).toEqual({ status: 206, text: 'file' });
  });

  test('a store that can’t be reached, and a bucket that is not there, are faults with names', async () => {
    await store.objects.ping();
    const [away, missing] = [folderIn(store.unreachable), folderIn(store.withoutBucket)];
    expect(await codeOf(put(away, 'a.txt', 'one'))).toBe('storage_unavailable');
    expect(await codeOf(away.remove(''))).toBe('storage_unavailable');
    expect(await codeOf(store.unreachable.ping())).toBe('storage_unavailable');
    expect(await codeOf(put(missing, 'a.txt', 'one'))).toBe('bucket_not_found');
    expect(await codeOf(missing.remove(''))).toBe('bucket_not_found');
    expect(await codeOf(store.withoutBucket.ping())).toBe('bucket_not_found');
  });
}
