import type { Router } from '@koa/router';
import type Koa from 'koa';
import type { Context } from 'koa';
import { ServiceError } from '../model/errors';

/** A fixed path has only its own methods, not those of a path with an id in the same place. */
function methodsOf(context: Context): string[] {
  const { matched = [] } = context as { matched?: { path: unknown; methods: string[] }[] };
  const [first] = matched;
  return [...new Set(matched.filter(({ path }) => path === first?.path).flatMap(({ methods }) => methods))];
}

/** Adds a body to the router's 405 and 501, which already list the path's methods in `Allow`. */
export function refuseMethod(router: Router): Koa.Middleware {
  const allowed = router.allowedMethods() as Koa.Middleware;
  return async (context, next) => {
    await allowed(context, next);
    if (context.response.get('Allow')) context.set('Allow', methodsOf(context).join(', '));
    if (context.status !== 405 && context.status !== 501) return;
    const message = `${context.path} does not take ${context.method}. It takes ${String(context.response.get('Allow'))}.`;
    throw new ServiceError('method_not_allowed', message);
  };
}
