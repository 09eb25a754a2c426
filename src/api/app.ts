import { randomUUID } from 'node:crypto';
import { Router } from '@koa/router';
import helmet from 'helmet';
import Koa, { type Context } from 'koa';
import type { Logger } from 'pino';
import { exportBodies } from '../contract/exports';
import { ServiceError } from '../model/errors';
import { authenticate, requireScope } from './auth';
import { readJson, USUAL_BODY_BYTES } from './body';
import type { ApiDeps } from './deps';
import { docsRoutes } from './docs';
import { answerErrors } from './errors';
import { healthRoutes } from './health';
import { createHttpMetrics } from './metrics';
import { describeApi } from './openapi';
import { servePage } from './page';
import { RawJson, type Route } from './route';
import { exportRoutes } from './routes/exports';
import { logRoutes } from './routes/logs';
import { previewRoutes } from './routes/preview';
import { runRoutes } from './routes/runs';
import { validate } from './validate';

/** Every endpoint under `/v1`. Fixed paths come before those with an id in the same place. */
export function apiRoutes(deps: ApiDeps): Route[] {
  const bodies = exportBodies(deps.config.EXPORT_MAX_LOGS);
  return [...previewRoutes(deps, bodies), ...exportRoutes(deps, bodies), ...runRoutes(deps), ...logRoutes(deps)];
}

/** Builds the app from what it works with; listening is the entry point's. */
export function createApp(deps: ApiDeps): Koa {
  const app = new Koa();
  const routes = apiRoutes(deps);
  const metrics = createHttpMetrics();
  const router = new Router();
  for (const route of routes) {
    router[route.method](`/v1${route.path.replace(/\{(\w+)\}/g, ':$1')}`, (context) => handle(context, route, deps));
  }
  healthRoutes(router, deps, metrics);
  docsRoutes(router, describeApi(routes));

  app.use(identify(deps.logger, metrics));
  app.use(secureHeaders());
  app.use(answerErrors(deps.logger));
  app.use(router.routes());
  app.use(refuseMethod(router));
  app.use(servePage());
  app.on('error', (error: unknown) => deps.logger.error({ err: error }, 'the answer could not be sent'));
  return app;
}

async function handle(context: Context, route: Route, { keys, config }: ApiDeps): Promise<void> {
  const caller = await authenticate(context, keys);
  context.state.organisationId = caller.tenant.organisationId;
  requireScope(caller, route.scope);
  const params = route.params && validate(route.params, context.params, 'path');
  const query = validateQuery(route, context);
  const isInsert = route.bodyBytes !== undefined;
  const limit = isInsert ? config.REQUEST_BODY_BYTES : USUAL_BODY_BYTES;
  const body = route.body && validate(route.body, await readJson(context.req, { limit, exact: isInsert }), 'body');
  const answer = await route.handle({ caller, params, query, body } as never);
  context.set('Cache-Control', 'no-store');
  context.type = 'application/json';
  context.body = answer instanceof RawJson ? answer.text : JSON.stringify(answer);
}

function validateQuery(route: Route, context: Context): unknown {
  const given = { ...context.query };
  if (route.query) return validate(route.query, given, 'query');
  const [unknown] = Object.keys(given);
  if (unknown === undefined) return undefined;
  throw new ServiceError('invalid_request', `${unknown} is not known: this endpoint takes no query.`, {
    param: unknown,
  });
}

/** Gives the request an id, logs how it ended, and counts it. Bodies and keys are never logged. */
function identify(logger: Logger, metrics: ReturnType<typeof createHttpMetrics>): Koa.Middleware {
  return async (context, next) => {
    const started = process.hrtime.bigint();
    const requestId = randomUUID();
    context.state.requestId = requestId;
    context.set('X-Request-Id', requestId);
    try {
      await next();
    } finally {
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      const route = String(context._matchedRoute ?? 'unmatched');
      metrics.observe({ method: context.method, route, status: context.status }, seconds);
      const { organisationId } = context.state as { organisationId?: string };
      const ended = { requestId, organisationId, method: context.method, route, status: context.status };
      logger.info({ ...ended, durationMs: Math.round(seconds * 1_000) }, 'request');
    }
  };
}

/** The page runs under this very policy; nothing comes from other hosts, and nothing inline. */
function secureHeaders(): Koa.Middleware {
  const protect = helmet({
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        upgradeInsecureRequests: null,
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
  });
  return async (context, next) => {
    await new Promise<void>((resolve, reject) => {
      protect(context.req, context.res, (error?: unknown) => (error ? reject(error as Error) : resolve()));
    });
    await next();
  };
}

function refuseMethod(router: Router): Koa.Middleware {
  const middleware = router.allowedMethods({
    throw: true,
    methodNotAllowed: () =>
      new ServiceError('method_not_allowed', 'This path does not take this method. See /docs for those it does.'),
    notImplemented: () =>
      new ServiceError('method_not_allowed', 'This path does not take this method. See /docs for those it does.'),
  });
  return middleware as Koa.Middleware;
}
