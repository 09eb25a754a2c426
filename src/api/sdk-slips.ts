/** What the published SDKs send where they are held a little wrong, answered so that one sees what to write instead. */
import type { Middleware } from 'koa';
import { ServiceError } from '../model/errors';

/** A base URL that ends in a slash makes `/v1//logs/exports` of an SDK's paths. */
export const withoutDoubledSlash: Middleware = (context, next) => {
  context.path = context.path.replace(/^\/v1\/\/(?!\/)/, '/v1/');
  return next();
};

/** An SDK that was given a text, or nothing, where it takes an object asks for the id `undefined`. */
export function refuseUndefinedId(params: unknown): void {
  if ((params as { id?: string } | undefined)?.id !== 'undefined') return;
  throw new ServiceError(
    'not_found',
    'There is nothing with the id "undefined": your client sent no id. Pass it by name, as in exports.start({ exportId }).',
    { param: 'id' },
  );
}
