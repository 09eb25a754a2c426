import { crc32c } from '@node-rs/crc32';
import type { FileWriter, Piece } from '../formats/file';
import type { Ends, Part } from '../model/batches';
import type { ObjectFolder } from '../objects/port';

interface Options {
  folder: ObjectFolder;
  writer: Pick<FileWriter, 'contentType'>;
  nameOf: (piece: number) => string;
  signal: AbortSignal;
}

/** What a part holds. */
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

  async function write(pack: () => Promise<Piece>, { rows, ends }: Written): Promise<void> {
    const { content, ...facts } = await pack();
    const as = { contentType: writer.contentType, crc32c: crc32c(content) };
    const { version } = await folder.put(nameOf(parts.length), content, as);
    parts.push({ rows, bytes: content.length, crc32c: as.crc32c, version, ends, ...facts });
  }

  return {
    /** Starts to pack and upload these rows, once the previous part is uploaded. */
    async add(pack: () => Promise<Piece>, written: Written): Promise<void> {
      await upload;
      signal.throwIfAborted();
      upload = write(pack, written);
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
