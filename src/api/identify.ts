import { randomUUID } from 'node:crypto';
import type Koa from 'koa';
import type { Logger } from 'pino';
import type { createHttpMetrics } from './metrics';

/** Gives the request an id, logs how it ended, and counts it. Bodies and keys are never logged. */
export function identify(logger: Logger, metrics: ReturnType<typeof createHttpMetrics>): Koa.Middleware {
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
