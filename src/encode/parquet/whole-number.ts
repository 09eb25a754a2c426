const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
/** The digits of the largest 64-bit number. */
const MOST_DIGITS = 19;

/** The value of a decimal number that is whole and not far larger than 64 bits hold; null for any other text. */
export function wholeNumber(text: string): bigint | null {
  const match = NUMBER.exec(text);
  if (!match) return null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return 0n;
  const zeros = Number(exponent) - fraction.length + digits.length - significant.length;
  if (zeros < 0 || significant.length + zeros > MOST_DIGITS) return null;
  return BigInt(`${sign}${significant}${'0'.repeat(zeros)}`);
}
