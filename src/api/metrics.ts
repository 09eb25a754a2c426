import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** The API's Prometheus metrics, in a registry of their own. */
export function createHttpMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'logs_export_http_request_seconds',
    help: 'Duration of HTTP requests by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  return {
    registry,
    observe: (labels: { method: string; route: string; status: number }, seconds: number) =>
      requests.observe(labels, seconds),
  };
}
