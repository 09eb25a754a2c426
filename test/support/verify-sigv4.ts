import { createHash, createHmac } from 'node:crypto';

export type SigV4Verdict = 'valid' | 'expired' | 'forged' | 'malformed';

const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/**
 * Whether Amazon would serve a request of a presigned URL, by its published rules for AWS4-HMAC-SHA256 and nothing of
 * the service's or its library's code.
 */
export function verifySigV4(
  signed: string,
  { method, secret, region, now }: { method: string; secret: string; region: string; now: Date },
): SigV4Verdict {
  const url = new URL(signed);
  const query = [...url.searchParams];
  const given = Object.fromEntries(query) as Record<string, string | undefined>;
  const stamp = given['X-Amz-Date'];
  const seconds = Number(given['X-Amz-Expires']);
  if (given['X-Amz-Algorithm'] !== 'AWS4-HMAC-SHA256' || given['X-Amz-SignedHeaders'] !== 'host') return 'malformed';
  if (!stamp || !(seconds > 0 && seconds <= 604_800)) return 'malformed';
  const scope = `${stamp.slice(0, 8)}/${region}/s3/aws4_request`;
  if (!given['X-Amz-Credential']?.endsWith(`/${scope}`)) return 'malformed';

  const canonicalQuery = query
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const path = decodeURIComponent(url.pathname).split('/').map(encode).join('/');
  const request = [method, path, canonicalQuery, `host:${url.host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join('\n');
  const digest = createHash('sha256').update(request).digest('hex');
  const key = [region, 's3', 'aws4_request'].reduce(hmac, hmac(`AWS4${secret}`, stamp.slice(0, 8)));
  const signature = hmac(key, ['AWS4-HMAC-SHA256', stamp, scope, digest].join('\n')).toString('hex');
  if (signature !== given['X-Amz-Signature']) return 'forged';

  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp) ?? [];
  const [year, month, day, time] = [parts[0], parts[1], parts[2], parts.slice(3).join(':')];
  const signedAt = Date.parse(`${year}-${month}-${day}T${time}Z`);
  return now.getTime() < signedAt + seconds * 1_000 ? 'valid' : 'expired';
}
