import { randomUUID } from 'node:crypto';
import { trace } from '@opentelemetry/api';
import type Koa from 'koa';
import type { Logger } from 'pino';
import type { Metrics } from '../observability/metrics';

/** Statuses that are logged with the client's address: it may be guessing keys or flooding the API. */
const attempts = new Set([401, 403, 429]);

/** Gives the request an id, logs its outcome, counts it and names its span. Bodies and keys are never logged. */
export function identify(logger: Logger, { httpRequests }: Pick<Metrics, 'httpRequests'>): Koa.Middleware {
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
      httpRequests.observe({ method: context.method, route, status: context.status }, seconds);
      trace.getActiveSpan()?.setAttribute('http.route', route).updateName(`${context.method} ${route}`);
      const { organisationId } = context.state as { organisationId?: string };
      const exportId = route.includes('/exports/:id') ? idIn(context.path) : undefined;
      const address = attempts.has(context.status) ? context.ip : undefined;
      const { method, status } = context;
      const ended = { requestId, organisationId, exportId, method, route, status, address };
      logger.info({ ...ended, durationMs: Math.round(seconds * 1_000) }, 'request');
    }
  };
}

/** An id made by this service. Other text in its place is not logged. */
const idIn = (path: string) => /\/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?:\/|$)/.exec(path)?.[1];
