import type { Router } from '@koa/router';
import type { Engine } from '../model/errors';
import type { ApiDeps } from './deps';
import type { createHttpMetrics } from './metrics';

const PROBE_MS = 4_000;

/** An engine that does not answer in time counts as down. */
async function answers(ping: Promise<void>): Promise<'ok' | 'unavailable'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), PROBE_MS);
  });
  return Promise.race([ping, late])
    .then(
      () => 'ok' as const,
      () => 'unavailable' as const,
    )
    .finally(() => clearTimeout(timer));
}

/** `/healthz`: the process is up. `/readyz`: every engine answers, each by name. `/metrics`: Prometheus. */
export function healthRoutes(router: Router, deps: ApiDeps, { registry }: ReturnType<typeof createHttpMetrics>): void {
  router.get('/healthz', (context) => {
    context.body = { status: 'ok' };
  });

  router.get('/readyz', async (context) => {
    const [mongodb, temporal, gcs] = await Promise.all([
      answers(deps.pingDatabases()),
      answers(deps.runs.ping()),
      answers(deps.files.ping()),
    ]);
    const engines: Record<Engine, string> = { mongodb, temporal, gcs };
    const ready = Object.values(engines).every((state) => state === 'ok');
    context.status = ready ? 200 : 503;
    context.body = { status: ready ? 'ok' : 'unavailable', engines };
  });

  router.get('/metrics', async (context) => {
    context.type = registry.contentType;
    context.body = await registry.metrics();
  });
}
