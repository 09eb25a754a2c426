/** Polynomials without their highest term and with the lowest bit last: of CRC-32C, and of the CRC-32 of gzip. */
const CASTAGNOLI = 0x82f63b78;
const GZIP = 0xedb88320;
/** x⁸ in the same order of bits: what one byte shifts a checksum by. */
const ONE_BYTE = 0x00800000;

/** A checksum as Cloud Storage writes it: base64 of the four bytes, the highest first. */
export function crc32cBase64(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes.toString('base64');
}

/** The checksum that `crc32cBase64` wrote; throws for what is not the base64 of four bytes. */
export function parseCrc32c(base64: string): number {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length !== 4 || bytes.toString('base64') !== base64) {
    throw new RangeError(`"${base64}" is not a CRC32C: it takes the base64 of four bytes.`);
  }
  return bytes.readUInt32BE();
}

/** The CRC-32C of A followed by B, from the checksums of both and the bytes of B (any safe integer). */
export const combineCrc32c = (crcA: number, crcB: number, lengthB: number): number =>
  combine(CASTAGNOLI, crcA, crcB, lengthB);

/** The same for the CRC-32 that gzip uses. */
export const combineCrc32 = (crcA: number, crcB: number, lengthB: number): number => combine(GZIP, crcA, crcB, lengthB);

function combine(polynomial: number, crcA: number, crcB: number, lengthB: number): number {
  if (!Number.isSafeInteger(lengthB) || lengthB < 0) throw new RangeError('A length is a whole number of bytes.');
  // A's checksum shifted by as many zero bytes as B is long, by squaring: each bit of the length doubles the shift.
  let shifted = crcA;
  let shift = ONE_BYTE;
  for (let rest = lengthB; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) shifted = multiply(polynomial, shift, shifted);
    shift = multiply(polynomial, shift, shift);
  }
  return (shifted ^ crcB) >>> 0;
}

/** The product of two polynomials over GF(2), modulo `polynomial`. */
function multiply(polynomial: number, a: number, b: number): number {
  let product = 0;
  let factor = b;
  for (let term = 31; term >= 0; term -= 1) {
    if ((a >>> term) & 1) product ^= factor;
    factor = factor & 1 ? (factor >>> 1) ^ polynomial : factor >>> 1;
  }
  return product >>> 0;
}
