import { createHash, createPublicKey, createVerify } from 'node:crypto';

export type Verdict = 'valid' | 'expired' | 'forged' | 'malformed';

const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
const byCodePoint = ([a]: [string, string], [b]: [string, string]) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Whether Google would serve a request of a V4 signed URL, by its published rules for GOOG4-RSA-SHA256 and nothing of
 * the service's or its library's code: the canonical request is built from what arrives, and the signature checked
 * with the public half of the service account's key.
 */
export function verifySignedUrl(
  signed: string,
  { method, privateKey, clientEmail, now }: { method: string; privateKey: string; clientEmail: string; now: Date },
): Verdict {
  const url = new URL(signed);
  const query = [...url.searchParams] as [string, string][];
  const given = Object.fromEntries(query) as Record<string, string | undefined>;
  const { 'X-Goog-Date': stamp, 'X-Goog-Expires': seconds, 'X-Goog-Signature': signature } = given;
  const { 'X-Goog-Credential': credential, 'X-Goog-SignedHeaders': signedHeaders } = given;
  if (!stamp || !seconds || !signature || !credential || given['X-Goog-Algorithm'] !== 'GOOG4-RSA-SHA256')
    return 'malformed';
  const scope = `${stamp.slice(0, 8)}/auto/storage/goog4_request`;
  if (credential !== `${clientEmail}/${scope}` || signedHeaders !== 'host' || Number(seconds) > 604_800)
    return 'malformed';

  const canonicalQuery = query
    .filter(([name]) => name !== 'X-Goog-Signature')
    .map(([name, value]): [string, string] => [encode(name), encode(value)])
    .sort(byCodePoint)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  // Google's hosts have no port; the port of an emulator is not part of what is signed.
  const path = decodeURIComponent(url.pathname).split('/').map(encode).join('/');
  const canonicalRequest = [method, path, canonicalQuery, `host:${url.hostname}`, '', 'host', 'UNSIGNED-PAYLOAD'].join(
    '\n',
  );
  const digest = createHash('sha256').update(canonicalRequest).digest('hex');
  const verifier = createVerify('RSA-SHA256').update(['GOOG4-RSA-SHA256', stamp, scope, digest].join('\n'));
  if (!verifier.verify(createPublicKey(privateKey), signature, 'hex')) return 'forged';

  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp) ?? [];
  const [year, month, day, hour, minute, second] = parts.map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const signedAt = Date.UTC(year, month - 1, day, hour, minute, second);
  return now.getTime() < signedAt + Number(seconds) * 1_000 ? 'valid' : 'expired';
}
