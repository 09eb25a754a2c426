import { crc32c } from '@node-rs/crc32';
import type { FileWriter } from '../formats/file-writer';
import type { Ends, Part } from '../model/batches';
import type { ObjectFolder } from '../objects/port';

interface Options {
  folder: ObjectFolder;
  writer: FileWriter;
  nameOf: (piece: number) => string;
  signal: AbortSignal;
}

/** What the bytes of a part hold. */
interface Written {
  rows: number;
  ends: Ends;
}

/**
 * Compresses and uploads the parts of one batch in order. The next part can be encoded while one is uploaded. A failed
 * upload is thrown by the next `add`, or by `end`.
 */
export function createPartWriter({ folder, writer, nameOf, signal }: Options) {
  const parts: Part[] = [];
  let upload: Promise<void> = Promise.resolve();

  async function write(bytes: Buffer, { rows, ends }: Written): Promise<void> {
    const { content, raw } = await writer.pack(bytes);
    const as = { contentType: writer.contentType, crc32c: crc32c(content) };
    const { version } = await folder.put(nameOf(parts.length), content, as);
    parts.push({ rows, bytes: content.length, crc32c: as.crc32c, version, raw, ends });
  }

  return {
    /** Starts the upload of these bytes, once the previous part is uploaded. */
    async add(bytes: Buffer, written: Written): Promise<void> {
      await upload;
      signal.throwIfAborted();
      upload = write(bytes, written);
      upload.catch(() => undefined); // Handled where it is awaited.
    },

    /** Waits for all uploads and returns the parts in order. */
    async end(): Promise<Part[]> {
      await upload;
      return parts;
    },

    /** Waits until no upload is running, whatever its outcome. */
    quiet: () => upload.catch(() => undefined),
  };
}
