import { Output } from '../output';
import type { Leaf } from './leaf';
import { type Page, pagesOf } from './pages';

/** Makes the bytes of a page smaller, or leaves them as they are. */
export type Compress = (page: Buffer) => Promise<Buffer>;

/** What the footer says of a column chunk. `at` is where it starts in its row group. */
export interface Chunk {
  at: number;
  /** The bytes of its dictionary, which stands before its other pages; 0 for none. */
  dictionary: number;
  pages: number;
  compressed: number;
  uncompressed: number;
  /** Of a list or a map: its elements, and one for each row that has none. */
  values: number;
  nulls: number;
  /** In base64. */
  min?: string;
  max?: string;
}

/** What the footer says of a row group. */
export interface RowGroup {
  rows: number;
  bytes: number;
  chunks: Chunk[];
}

/** Room for what is mostly a few bytes. */
const SMALL = 1024;

/** Makes a row group of the values that were collected. */
export async function writeRowGroup(
  leaves: readonly Leaf[],
  { rows, compress }: { rows: number; compress: Compress },
): Promise<{ content: Buffer[]; group: RowGroup }> {
  const content: Buffer[] = [];
  const chunks: Chunk[] = [];
  let bytes = 0;
  for (const leaf of leaves) {
    const chunk = await writeChunk(leaf, { at: bytes, compress, content });
    chunks.push(chunk);
    bytes += chunk.compressed;
  }
  return { content, group: { rows, bytes, chunks } };
}

async function writeChunk(
  leaf: Leaf,
  { at, compress, content }: { at: number; compress: Compress; content: Buffer[] },
): Promise<Chunk> {
  const { min, max } = leaf.bounds.read(leaf.plain) ?? {};
  const chunk: Chunk = {
    ...{ at, dictionary: 0, pages: 0, compressed: 0, uncompressed: 0 },
    ...{ values: leaf.definitions.length, nulls: leaf.nulls },
    ...(min && max && { min: min.toString('base64'), max: max.toString('base64') }),
  };
  for (const page of pagesOf(leaf)) {
    const packed = await compress(page.content);
    const header = headerOf(page, packed);
    content.push(header, packed);
    chunk.compressed += header.length + packed.length;
    chunk.uncompressed += header.length + page.content.length;
    if (page.isDictionary) chunk.dictionary = chunk.compressed;
    else chunk.pages += 1;
  }
  return chunk;
}

function headerOf(page: Page, packed: Buffer): Buffer {
  const out = new Output(SMALL);
  page.header(packed.length).write(out);
  return out.take();
}
