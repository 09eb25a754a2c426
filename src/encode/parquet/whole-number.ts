const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
/** The digits of the largest 64-bit number. */
const MOST_DIGITS = 19;

/** The value of a decimal number that is whole and not far larger than 64 bits hold; null for any other text. */
export function wholeNumber(text: string): bigint | null {
  const match = NUMBER.exec(text);
  if (!match) return null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = withoutZerosAtEnd(digits);
  if (significant === '') return 0n;
  const zeros = Number(exponent) - fraction.length + digits.length - significant.length;
  if (zeros < 0 || significant.length + zeros > MOST_DIGITS) return null;
  return BigInt(`${sign}${significant}${'0'.repeat(zeros)}`);
}

/** By a loop: a pattern for it takes time by the square of the zeros that are not at the end. */
function withoutZerosAtEnd(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}
