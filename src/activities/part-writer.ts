import { crc32c } from '@node-rs/crc32';
import type { FileWriter } from '../formats/file-writer';
import type { Part } from '../model/batches';
import type { ObjectFolder } from '../objects/port';

interface Options {
  folder: ObjectFolder;
  writer: FileWriter;
  nameOf: (piece: number) => string;
  signal: AbortSignal;
}

/**
 * Packs and uploads the parts of one batch, one after another: while a part is on its way, the next one can be made. A
 * failed upload is thrown by the next `add`, or by `end`.
 */
export function createPartWriter({ folder, writer, nameOf, signal }: Options) {
  const parts: Part[] = [];
  let upload: Promise<void> = Promise.resolve();

  async function write(bytes: Buffer, rows: number): Promise<void> {
    const { content, raw } = await writer.pack(bytes);
    const as = { contentType: writer.contentType, crc32c: crc32c(content) };
    const { version } = await folder.put(nameOf(parts.length), content, as);
    parts.push({ rows, bytes: content.length, crc32c: as.crc32c, version, raw });
  }

  return {
    /** Begins to upload these bytes, once the part before them is up. */
    async add(bytes: Buffer, rows: number): Promise<void> {
      await upload;
      signal.throwIfAborted();
      upload = write(bytes, rows);
      upload.catch(() => undefined); // Handled where it is awaited.
    },

    /** The parts, in order, once all are up. */
    async end(): Promise<Part[]> {
      await upload;
      return parts;
    },

    /** Waits until nothing is under way, however that ends. */
    quiet: () => upload.catch(() => undefined),
  };
}
