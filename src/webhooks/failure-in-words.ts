import { AddressRefusedError, UnresolvedError } from './addresses';

const sentences: Record<string, string> = {
  ECONNREFUSED: 'The connection was refused.',
  ECONNRESET: 'The connection was closed before an answer came.',
  ABORT_ERR: 'No answer came within 15 s.',
};

/** Why a try got no answer, for the webhook's owner: without texts of libraries, which may quote what was sent. */
export function failureInWords(error: unknown): string {
  if (error instanceof AddressRefusedError) {
    return 'The host resolves to an address inside a private network, where webhooks may not be sent.';
  }
  if (error instanceof UnresolvedError) return error.message;
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO/.test(code)) return `TLS failed (${code}).`;
  return sentences[code] ?? `The connection failed (${code}).`;
}
