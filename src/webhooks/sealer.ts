import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Tells keys apart without telling anything of them. */
const nameOf = (key: Buffer) => createHash('sha256').update('webhook key name').update(key).digest('hex').slice(0, 8);

/** A secret was encrypted with a key that the settings no longer hold. */
export class KeyMissingError extends Error {
  override readonly name = 'KeyMissingError';
}

/**
 * Encrypts what is kept secret at rest, bound to the id of the record that it belongs to. The first key encrypts; all of
 * them decrypt, so that a new one can be put in front while the old one is still needed.
 */
export function createSealer(keys: readonly Buffer[]) {
  const byName = new Map(keys.map((key) => [nameOf(key), key]));
  const [first] = [...byName];
  if (!first) return null;
  const [name, key] = first;

  return {
    seal(text: string, owner: string): string {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, key, iv).setAAD(Buffer.from(owner));
      const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `${name}:${sealed.toString('base64')}`;
    },

    open(sealed: string, owner: string): string {
      const [usedName = '', written = ''] = sealed.split(':');
      const used = byName.get(usedName);
      if (!used) throw new KeyMissingError('The key of a webhook secret is not in WEBHOOK_SECRET_KEYS.');
      const bytes = Buffer.from(written, 'base64');
      const decipher = createDecipheriv(CIPHER, used, bytes.subarray(0, IV_BYTES)).setAAD(Buffer.from(owner));
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      return decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    },
  };
}
export type Sealer = NonNullable<ReturnType<typeof createSealer>>;
