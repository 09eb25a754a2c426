import type { Context } from 'koa';
import { ServiceError } from '../model/errors';
import type { KeyStore, Presented } from '../stores/keys';
import type { RateStore } from '../stores/rates';

const HOW = 'Send an API key in the header x-portkey-api-key, or as Authorization: Bearer.';

/** Whose key the request carries, in use or not; refuses with 401 where it carries none, or nobody's. */
export async function presentedKey(context: Context, keys: KeyStore): Promise<Presented> {
  const bearer = /^Bearer +(\S+)$/i.exec(context.get('authorization'))?.[1];
  const key = context.get('x-portkey-api-key') || bearer;
  if (!key) throw new ServiceError('unauthorized', `The request has no API key. ${HOW}`);
  const presented = await keys.present(key);
  if (!presented) throw new ServiceError('unauthorized', `The API key is unknown. ${HOW}`);
  return presented;
}

/** Refuses with 401 where the key was revoked or has expired. */
export function requireInUse({ refused }: Presented): void {
  if (refused === 'revoked') throw new ServiceError('unauthorized', 'The API key was revoked. Use another one.');
  if (refused === 'expired') throw new ServiceError('unauthorized', 'The API key has expired. Use another one.');
}

/**
 * Refuses with 429 where the key has sent too many requests. `note` is called once a minute and process: a flood must
 * not become one of the audit trail.
 */
export async function requireRate(
  { id }: Presented,
  rates: RateStore,
  note: (result: string) => Promise<unknown>,
): Promise<void> {
  const limited = await rates.consume(id);
  if (!limited) return;
  const { retryAfter, isFirst } = limited;
  if (isFirst) await note('rate_limited');
  const message = `This API key has sent too many requests. Send the next one in ${retryAfter} s.`;
  throw new ServiceError('rate_limited', message, { retryAfter });
}
