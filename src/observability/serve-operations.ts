import { Router } from '@koa/router';
import Koa from 'koa';
import type { Config } from '../config';
import { listen } from '../process/listen';
import { type Operated, operationsRoutes } from './operations';

/** Serves health checks and metrics of a process without an API, if a port is configured. */
export async function serveOperations(config: Config, operated: Operated) {
  const { HOST: host, WORKER_METRICS_PORT: port } = config;
  if (port === undefined) return null;
  const router = new Router();
  operationsRoutes(router, operated);
  const answer = new Koa().use(router.routes()).callback();
  return listen((request, response) => void answer(request, response), { host, port });
}
