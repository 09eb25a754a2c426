/** Carries out a request once for each Idempotency-Key, however often it is sent. */
import { createHash, randomUUID } from 'node:crypto';
import type { Context } from 'koa';
import type { Actor } from '../contract/actor';
import { idempotencyKey } from '../contract/idempotency';
import { ServiceError } from '../model/errors';
import { requireSealer } from '../webhooks/require-sealer';
import type { ApiDeps } from './deps';
import { RawJson } from './route';
import { validate } from './validate';

export const IDEMPOTENCY_KEY = 'Idempotency-Key';

export type NewId = () => string;

interface Request {
  caller: Actor;
  /** What is asked for, but for who asks: the route and all of its input. */
  of: readonly (string | Buffer)[];
  /** Whether the answer holds a secret: it is then kept encrypted. */
  isSecret: boolean;
}

const inProgress = () =>
  new ServiceError(
    'idempotency_in_progress',
    'A request with this Idempotency-Key is being carried out. Send this one again in a moment.',
    { param: IDEMPOTENCY_KEY, retryAfter: 1 },
  );
const mismatch = () =>
  new ServiceError(
    'idempotency_mismatch',
    'This Idempotency-Key was sent with another request within the last day. Use a new key for a new request.',
    { param: IDEMPOTENCY_KEY },
  );

/**
 * Carries the request out, or answers as the first one under its key was answered. Whoever takes over where the first
 * died makes things under the same ids, so that they are made once.
 */
export async function carryOutOnce(
  context: Context,
  { caller, of, isSecret }: Request,
  { idempotency, logger, ...deps }: Pick<ApiDeps, 'idempotency' | 'logger' | 'sealer'>,
  carryOut: (newId: NewId) => Promise<unknown>,
): Promise<unknown> {
  const key = validate(idempotencyKey, context.headers['idempotency-key'], IDEMPOTENCY_KEY);
  if (key === undefined) return carryOut(randomUUID);
  const sealer = isSecret ? requireSealer(deps) : null;
  const id = digestOf([caller.tenant.organisationId, caller.id, key]).toString('hex');
  const admitted = await idempotency.admit(id, digestOf(of).toString('hex'));
  if (admitted.kind === 'busy') throw inProgress();
  if (admitted.kind === 'other') throw mismatch();
  if (admitted.kind === 'answered') {
    context.set('Idempotency-Replayed', 'true');
    return new RawJson(Buffer.from(sealer ? sealer.open(admitted.answer, id) : admitted.answer));
  }
  const { seed, holder, isFirst } = admitted;
  // What becomes of the key changes nothing about the request: it has been carried out, or not.
  const noteLoss = (error: unknown) => logger.warn({ err: error }, 'an Idempotency-Key could not be settled');
  try {
    const answer = await carryOut(idsFrom(seed));
    const text = JSON.stringify(answer);
    await idempotency.keep(id, sealer ? sealer.seal(text, id) : text).catch(noteLoss);
    return answer;
  } catch (error) {
    const madeNothing = isFirst && error instanceof ServiceError && error.status < 500;
    await (madeNothing ? idempotency.forget(id, holder) : idempotency.release(id)).catch(noteLoss);
    throw error;
  }
}

/** Each piece with its length: no two lists of pieces are alike. */
function digestOf(pieces: readonly (string | Buffer)[]): Buffer {
  const digest = createHash('sha256');
  for (const piece of pieces) digest.update(`${Buffer.byteLength(piece)}:`).update(piece);
  return digest.digest();
}

/** The same ids in the same order for the same seed, as UUIDs of version 8. */
function idsFrom(seed: string): NewId {
  let count = 0;
  return () => {
    const hex = digestOf([seed, String((count += 1))]).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  };
}
