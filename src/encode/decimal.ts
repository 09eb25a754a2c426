import { type Source } from './bson';

const EXPONENT_BIAS = 6176;
const LARGEST = 10n ** 34n - 1n;

/**
 * The exact digits of a Decimal128 in the form that its specification gives ("1.50", "1E+3", "-0"), which is JSON's
 * grammar too; null for NaN and the infinities. A coefficient past 34 digits counts as zero, as IEEE 754 has it.
 */
export function decimalText({ view }: Source, at: number): string | null {
  const top = view.getUint32(at + 12, true);
  const sign = top >>> 31 === 1 ? '-' : '';
  const combination = (top >>> 26) & 0x1f;
  if (combination >= 0x1e) return null;

  // A combination of 0b11xxx moves the exponent by two bits, and its coefficient is always too large.
  const large = combination >= 0x18;
  const exponent = ((top >>> (large ? 15 : 17)) & 0x3fff) - EXPONENT_BIAS;
  const coefficient = large
    ? 0n
    : (BigInt(top & 0x1ffff) << 96n) | (BigInt(view.getUint32(at + 8, true)) << 64n) | view.getBigUint64(at, true);
  return sign + place(String(coefficient > LARGEST ? 0n : coefficient), exponent);
}

function place(digits: string, exponent: number): string {
  const adjusted = digits.length - 1 + exponent;
  if (exponent > 0 || adjusted < -6) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    return `${digits[0]}${fraction}E${adjusted > 0 ? '+' : ''}${adjusted}`;
  }
  if (exponent === 0) return digits;
  const padded = digits.padStart(1 - exponent, '0');
  return `${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}
