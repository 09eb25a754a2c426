import { createHmac } from 'node:crypto';

export type SasVerdict = 'valid' | 'expired' | 'forged' | 'malformed';

/** Who signed: an account's key, or a user delegation key, whose fields the URL repeats. */
interface Rules {
  account: string;
  /** In base64. */
  key: string;
  blob: { container: string; name: string };
  now: Date;
}

/** What is signed of a service SAS since version 2020-12-06, in order; the numbers are those of the canonical name. */
const ofKey = ['sp', 'st', 'se', 0, 'si', 'sip', 'spr', 'sv', 'sr', 1, 'ses', 'rscc', 'rscd', 'rsce', 'rscl', 'rsct'];
/** The same of a user delegation SAS since version 2026-04-06: with the key's fields. */
const ofDelegation = [
  ...['sp', 'st', 'se', 0, 'skoid', 'sktid', 'skt', 'ske', 'sks', 'skv', 'saoid', 1, 'scid', 'skdutid', 'sduoid'],
  ...['sip', 'spr', 'sv', 'sr', 1, 'ses', 'srh', 'srq', 'rscc', 'rscd', 'rsce', 'rscl', 'rsct'],
];

/**
 * Whether Azure would serve a request of a shared access signature, by its published rules and nothing of the service's
 * or its library's code.
 */
export function verifySas(signed: string, { account, key, blob, now }: Rules): SasVerdict {
  const given = new URL(signed).searchParams;
  if (given.get('sr') !== 'b' || given.get('sp') !== 'r' || !given.get('se')) return 'malformed';
  const canonical = `/blob/${account}/${blob.container}/${blob.name}`;
  const fields = given.has('skoid') ? ofDelegation : ofKey;
  const text = fields.map((field) => (field === 0 ? canonical : field === 1 ? '' : (given.get(String(field)) ?? '')));
  const signature = createHmac('sha256', Buffer.from(key, 'base64')).update(text.join('\n')).digest('base64');
  if (signature !== given.get('sig')) return 'forged';
  return now.getTime() < Date.parse(given.get('se')!) ? 'valid' : 'expired';
}
