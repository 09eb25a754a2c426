const plain = /^\d+$/;
const inThousands = /^\d{1,3}([.,\s'’]\d{3})+$/;

/** A whole number as people write it, its thousands apart or not: 50000, 50,000, 50 000. Null for anything else. */
export function wholeNumber(written: string): number | null {
  return plain.test(written) || inThousands.test(written) ? Number(written.replace(/\D/g, '')) : null;
}
