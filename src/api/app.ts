import { Router } from '@koa/router';
import Koa from 'koa';
import { exportBodies } from '../contract/exports';
import { measureInstallation } from '../observability/measure-installation';
import { standingOfWindows } from '../schedules/standing';
import { operationsRoutes } from '../observability/operations';
import { USUAL_BODY_BYTES } from './body';
import { createBodyBudget } from './body-budget';
import type { ApiDeps } from './deps';
import { docsRoutes } from './docs';
import { answerErrors } from './errors';
import { handle } from './handle';
import { secureHeaders } from './headers';
import { identify } from './identify';
import { refuseMethod } from './methods';
import { describeApi } from './openapi';
import { servePage } from './page';
import type { Route } from './route';
import { withoutDoubledSlash } from './sdk-slips';
import { accessRoutes } from './routes/access';
import { keyRoutes } from './routes/api-keys';
import { auditRoutes } from './routes/audit';
import { settingsRoutes } from './routes/export-settings';
import { exportRoutes } from './routes/exports';
import { logRoutes } from './routes/logs';
import { previewRoutes } from './routes/preview';
import { runRoutes } from './routes/runs';
import { scheduleRoutes } from './routes/schedules';
import { suggestionRoutes } from './routes/suggestions';
import { templateRoutes } from './routes/templates';
import { deliveryRoutes } from './routes/webhook-deliveries';
import { webhookRoutes } from './routes/webhooks';

/** How long a body may wait for others: a client that sends many at once should not have to come again. */
const BODY_WAIT_MS = 30_000;

/** Every endpoint under `/v1`. Fixed paths come before those with an id in the same place. */
export function apiRoutes(deps: ApiDeps): Route[] {
  const bodies = exportBodies(deps.config.EXPORT_MAX_LOGS);
  return [
    ...previewRoutes(deps, bodies),
    ...accessRoutes(deps),
    ...settingsRoutes(deps),
    ...suggestionRoutes(deps),
    ...exportRoutes(deps, bodies),
    ...runRoutes(deps),
    ...webhookRoutes(deps),
    ...deliveryRoutes(deps),
    ...scheduleRoutes(deps),
    ...templateRoutes(deps),
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
  const largestBody = Math.max(deps.config.REQUEST_BODY_BYTES, USUAL_BODY_BYTES);
  const holdBody = createBodyBudget(4 * largestBody, { waitMs: BODY_WAIT_MS });
  const router = new Router();
  for (const route of routes) {
    router[route.method](`/v1${route.path.replace(/\{(\w+)\}/g, ':$1')}`, (context) =>
      handle(context, route, deps, holdBody),
    );
  }
  operationsRoutes(router, {
    metrics: deps.metrics,
    measure: measureInstallation(deps.metrics, { ...deps, standingOfWindows: () => standingOfWindows(deps) }),
    pings: {
      mongodb: deps.pingDatabases,
      temporal: () => deps.runs.ping(),
      [deps.objects.store]: () => deps.objects.ping(),
    },
  });
  docsRoutes(router, describeApi(routes));

  app.use(identify(deps.logger, deps.metrics));
  app.use(secureHeaders());
  app.use(answerErrors(deps.logger));
  app.use(withoutDoubledSlash);
  app.use(router.routes());
  app.use(refuseMethod(router));
  app.use(servePage(deps.config));
  app.on('error', (error: unknown) => deps.logger.error({ err: error }, 'the answer could not be sent'));
  return app;
}
