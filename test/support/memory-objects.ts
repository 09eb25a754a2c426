import { crc32c } from '@node-rs/crc32';
import { StorageFault } from '../../src/model/errors';
import type { Named, ObjectFolder, Receipt } from '../../src/objects/port';

interface Stored extends Receipt {
  content: Buffer;
}

/** One export's folder, kept in memory. Its methods may be replaced, to let a call wait or fail. */
export function memoryFolder() {
  const stored = new Map<string, Stored>();
  let versions = 0;
  const receiptOf = ({ content: _content, ...receipt }: Stored): Receipt => receipt;
  const isThere = ({ name, version }: Pick<Named, 'name' | 'version'>) => stored.get(name)?.version === version;
  const write = (name: string, content: Buffer): Receipt => {
    versions += 1;
    const object = { content, bytes: content.length, crc32c: crc32c(content), version: String(versions) };
    stored.set(name, object);
    return receiptOf(object);
  };
  const under = (prefix: string) => [...stored.keys()].filter((name) => name.startsWith(prefix));

  const folder: ObjectFolder = {
    put: async (name, content) => Promise.resolve(write(name, content)),
    async join(parts, { name }, signal) {
      signal.throwIfAborted();
      await Promise.resolve();
      if (!parts.every(isThere)) throw new StorageFault('parts_lost', 'Parts are gone.');
      return write(name, Buffer.concat(parts.map((part) => stored.get(part.name)!.content)));
    },
    async readEnd(part, bytes) {
      await Promise.resolve();
      if (!isThere(part)) throw new StorageFault('parts_lost', 'Parts are gone.');
      return stored.get(part.name)!.content.subarray(-bytes);
    },
    find: async (name) => Promise.resolve(stored.has(name) ? receiptOf(stored.get(name)!) : null),
    lost: async (parts) => Promise.resolve(new Set(parts.filter((part) => !isThere(part)).map(({ name }) => name))),
    async remove(prefix) {
      for (const name of await Promise.resolve(under(prefix))) stored.delete(name);
    },
    async removeIf(mayGo) {
      const names = under('');
      if (!(await mayGo())) return null;
      for (const name of names) stored.delete(name);
      return names.length;
    },
    signDownload: async ({ name }) => Promise.resolve({ url: `memory:${name}`, expiresAt: new Date() }),
  };
  return Object.assign(folder, {
    names: () => under('').sort(),
    textOf: (name: string) => stored.get(name)!.content.toString(),
  });
}
export type MemoryFolder = ReturnType<typeof memoryFolder>;
