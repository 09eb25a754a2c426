/** Common mistakes in the use of the published SDKs, answered with what to write instead. */
import type { Middleware } from 'koa';
import { ServiceError } from '../model/errors';

/** With a base URL that ends in a slash, an SDK requests `/v1//logs/exports`. */
export const withoutDoubledSlash: Middleware = (context, next) => {
  context.path = context.path.replace(/^\/v1\/\/(?!\/)/, '/v1/');
  return next();
};

/** An SDK that gets a string, or nothing, instead of an object requests the id `undefined`. */
export function refuseUndefinedId(params: unknown): void {
  if ((params as { id?: string } | undefined)?.id !== 'undefined') return;
  throw new ServiceError(
    'not_found',
    'There is nothing with the id "undefined": your client sent no id. Pass it by name, as in exports.start({ exportId }).',
    { param: 'id' },
  );
}
