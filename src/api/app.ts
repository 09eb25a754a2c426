import { randomUUID } from 'node:crypto';
import { Router } from '@koa/router';
import helmet from 'helmet';
import Koa, { type Context } from 'koa';
import type { Logger } from 'pino';
import { exportBodies } from '../contract/exports';
import { ServiceError } from '../model/errors';
import { presentedKey, requireInUse, requireRate, requireScope } from './auth';
import { readJson, USUAL_BODY_BYTES } from './body';
import type { Presented } from '../stores/keys';
import type { ApiDeps } from './deps';
import { docsRoutes } from './docs';
import { answerErrors } from './errors';
import { healthRoutes } from './health';
import { createHttpMetrics } from './metrics';
import { describeApi } from './openapi';
import { servePage } from './page';
import { RawJson, type Route } from './route';
import { keyRoutes } from './routes/api-keys';
import { auditRoutes } from './routes/audit';
import { exportRoutes } from './routes/exports';
import { logRoutes } from './routes/logs';
import { previewRoutes } from './routes/preview';
import { runRoutes } from './routes/runs';
import { validate } from './validate';

/** Every endpoint under `/v1`. Fixed paths come before those with an id in the same place. */
export function apiRoutes(deps: ApiDeps): Route[] {
  const bodies = exportBodies(deps.config.EXPORT_MAX_LOGS);
  return [
    ...previewRoutes(deps, bodies),
    ...exportRoutes(deps, bodies),
    ...runRoutes(deps),
    ...keyRoutes(deps),
    ...auditRoutes(deps),
    ...logRoutes(deps),
  ];
}

/** Builds the app from what it works with; listening is the entry point's. */
export function createApp(deps: ApiDeps): Koa {
  // Of X-Forwarded-For only what the nearest proxy added is true; the rest is whatever the client sent.
  const app = new Koa({ proxy: deps.config.TRUST_PROXY, maxIpsCount: 1 });
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
  app.use(servePage(deps.config));
  app.on('error', (error: unknown) => deps.logger.error({ err: error }, 'the answer could not be sent'));
  return app;
}

/** A log, and its `request`, `response` and `metadata`; below those, what a client sent is kept as it is. */
const ENVELOPE_LEVELS = 2;

async function handle(context: Context, route: Route, deps: ApiDeps): Promise<void> {
  context.set('Cache-Control', 'no-store');
  const presented = await presentedKey(context, deps.keys);
  context.state.organisationId = presented.tenant.organisationId;
  const note = noteFor(context, route, presented, deps);
  await requireRate(presented, deps.rates, note);
  let answer: unknown;
  try {
    requireInUse(presented);
    requireScope(presented, route.scope);
    answer = await route.handle({ caller: presented, ...(await readInput(context, route, deps)) });
  } catch (error) {
    if (error instanceof ServiceError && error.status < 500) await note(error.code);
    throw error;
  }
  if (route.audit) await note('ok', answer);
  context.type = 'application/json';
  context.body = answer instanceof RawJson ? answer.text : JSON.stringify(answer);
}

/** Path, query and body, each as its schema makes it. */
async function readInput(context: Context, route: Route, { config }: ApiDeps) {
  const params = route.params && validate(route.params, context.params, 'path');
  const query = validateQuery(route, context);
  const isInsert = route.bodyBytes !== undefined;
  const limit = isInsert ? config.REQUEST_BODY_BYTES : USUAL_BODY_BYTES;
  const levels = isInsert ? ENVELOPE_LEVELS : Infinity;
  const body =
    route.body && validate(route.body, await readJson(context.req, { limit, exact: isInsert }), 'body', { levels });
  return { params, query, body };
}

/** Writes this request to the audit trail; what can't be written there is logged, since the deed is done. */
function noteFor(context: Context, route: Route, { keyId, tenant }: Presented, { audit, logger }: ApiDeps) {
  return async (result: string, answer?: unknown) => {
    const named = (context.params as { id?: string }).id ?? (answer as { id?: string } | undefined)?.id ?? null;
    const entry = {
      action: route.audit ?? ('request' as const),
      organisation_id: tenant.organisationId,
      workspace_id: tenant.workspaceId,
      key_id: keyId,
      target_id: named && named.slice(0, 128),
      result,
      request_id: context.state.requestId as string,
      address: context.ip,
      attempt: null,
      error: null,
    };
    await audit.append(entry).catch((error: unknown) => logger.error({ entry, err: error }, 'audit entry lost'));
  };
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
      const exportId = route.includes('/exports/:id') ? idIn(context.path) : undefined;
      const ended = { requestId, organisationId, exportId, method: context.method, route, status: context.status };
      logger.info({ ...ended, durationMs: Math.round(seconds * 1_000) }, 'request');
    }
  };
}

/** An id that this service made: anything else in a path may be text that someone mistook for one. */
const idIn = (path: string) => /\/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?:\/|$)/.exec(path)?.[1];

/** The page runs under this very policy; nothing comes from other hosts, and nothing inline. */
function secureHeaders(): Koa.Middleware {
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

/** Of a fixed path its own methods alone, not also those of an id that would be spelled like it. */
function methodsOf(context: Context): string[] {
  const { matched = [] } = context as { matched?: { path: unknown; methods: string[] }[] };
  const [first] = matched;
  return [...new Set(matched.filter(({ path }) => path === first?.path).flatMap(({ methods }) => methods))];
}

/** The router says which methods a path takes, in `Allow`, and answers 405 or 501 without a body. */
function refuseMethod(router: Router): Koa.Middleware {
  const allowed = router.allowedMethods() as Koa.Middleware;
  return async (context, next) => {
    await allowed(context, next);
    if (context.response.get('Allow')) context.set('Allow', methodsOf(context).join(', '));
    if (context.status !== 405 && context.status !== 501) return;
    const message = `${context.path} does not take ${context.method}. It takes ${String(context.response.get('Allow'))}.`;
    throw new ServiceError('method_not_allowed', message);
  };
}
