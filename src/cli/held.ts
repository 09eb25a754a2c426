import { crc32c } from '@node-rs/crc32';

/** How much of a file is here, and the CRC-32C of that. */
export interface Held {
  bytes: number;
  crc: number;
}

export const nothing = (): Held => ({ bytes: 0, crc: 0 });

export function add(held: Held, chunk: Uint8Array): void {
  held.bytes += chunk.length;
  held.crc = crc32c(chunk, held.crc);
}
