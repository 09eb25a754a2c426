import { crc32c } from '@node-rs/crc32';

/** The bytes of a file that are here, and their CRC-32C. */
export interface Held {
  bytes: number;
  crc: number;
}

export const nothing = (): Held => ({ bytes: 0, crc: 0 });

export function add(held: Held, chunk: Uint8Array): void {
  held.bytes += chunk.length;
  held.crc = crc32c(chunk, held.crc);
}
