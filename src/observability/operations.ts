import type { Router } from '@koa/router';
import { type Pings, engineStates } from './engines';
import type { Metrics } from './metrics';

export interface Operated {
  metrics: Metrics;
  pings: Pings;
  /** False once the process can do nothing any more but be started anew; one that ends its work is alive. */
  isAlive?: () => boolean;
  /** Whether it takes new work. */
  isTaking?: () => boolean;
  /** Brings gauges up to date before they are read. */
  measure?: () => Promise<void>;
  /** What other libraries of the process export, in the same format. */
  others?: (() => Promise<string>) | undefined;
}

/** `/healthz`: the process is up. `/readyz`: it takes work, and every engine answers, each by name. `/metrics`: Prometheus. */
export function operationsRoutes(router: Router, operated: Operated): void {
  const { metrics, pings, isAlive = () => true, isTaking = () => true, measure, others } = operated;

  router.get('/healthz', (context) => {
    const alive = isAlive();
    context.status = alive ? 200 : 503;
    context.body = { status: alive ? 'ok' : 'unavailable' };
  });

  router.get('/readyz', async (context) => {
    const engines = await engineStates(pings);
    const ready = isTaking() && Object.values(engines).every((state) => state === 'ok');
    context.status = ready ? 200 : 503;
    context.body = { status: ready ? 'ok' : 'unavailable', engines };
  });

  router.get('/metrics', async (context) => {
    const [engines, more] = await Promise.all([engineStates(pings), others?.() ?? '', measure?.()]);
    for (const [engine, state] of Object.entries(engines)) metrics.engineUp.set({ engine }, state === 'ok' ? 1 : 0);
    context.type = metrics.registry.contentType;
    context.body = (await metrics.registry.metrics()) + more;
  });
}
