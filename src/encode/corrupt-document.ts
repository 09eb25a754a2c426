/** Stored bytes that are not the BSON they claim to be. The message says what and where, and never quotes content. */
export class CorruptDocumentError extends Error {
  override readonly name = 'CorruptDocumentError';

  constructor(
    readonly fault: string,
    readonly offset: number,
  ) {
    super(`The stored document is not valid BSON: ${fault} at byte ${offset}.`);
  }
}
