import helmet from 'helmet';
import type Koa from 'koa';

/** The page's policy: nothing from other hosts, and nothing inline. */
export function secureHeaders(): Koa.Middleware {
  const protect = helmet({
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        upgradeInsecureRequests: null,
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
  });
  return async (context, next) => {
    await new Promise<void>((resolve, reject) => {
      protect(context.req, context.res, (error?: unknown) =>
        error === undefined ? resolve() : reject(new Error('the security headers could not be set', { cause: error })),
      );
    });
    await next();
  };
}
