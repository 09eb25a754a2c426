import type { Router } from '@koa/router';
import { type Pings, engineStates } from './engines';
import type { Metrics } from './metrics';
import { shared } from './shared';

/** Less than the interval of Kubernetes' probes and Prometheus' scrapes. */
const STATES_KEPT_MS = 2_000;

export interface Operated {
  metrics: Metrics;
  pings: Pings;
  /** False once only a restart helps. A process that is finishing its work is alive. */
  isAlive?: () => boolean;
  /** Whether it takes new work. */
  isTaking?: () => boolean;
  /** Updates gauges before they are read. */
  measure?: () => Promise<void>;
  /** Metrics of other libraries in the process, in the same format. */
  others?: (() => Promise<string>) | undefined;
}

/** `/healthz`: the process is up. `/readyz`: it takes work, and every engine answers, each by name. `/metrics`: Prometheus. */
export function operationsRoutes(router: Router, operated: Operated): void {
  const { metrics, pings, isAlive = () => true, isTaking = () => true, others } = operated;
  const states = shared(() => engineStates(pings), STATES_KEPT_MS);
  const measure = shared(async () => operated.measure?.(), 0);

  router.get('/healthz', (context) => {
    const alive = isAlive();
    context.status = alive ? 200 : 503;
    context.body = { status: alive ? 'ok' : 'unavailable' };
  });

  router.get('/readyz', async (context) => {
    const engines = await states();
    const ready = isTaking() && Object.values(engines).every((state) => state === 'ok');
    context.status = ready ? 200 : 503;
    context.body = { status: ready ? 'ok' : 'unavailable', engines };
  });

  router.get('/metrics', async (context) => {
    const [engines, more] = await Promise.all([states(), others?.() ?? '', measure()]);
    for (const [engine, state] of Object.entries(engines)) metrics.engineUp.set({ engine }, state === 'ok' ? 1 : 0);
    context.type = metrics.registry.contentType;
    context.body = (await metrics.registry.metrics()) + more;
  });
}
