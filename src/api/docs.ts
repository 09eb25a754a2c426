import type { Router } from '@koa/router';
import { send } from '@koa/send';
import absolutePath from 'swagger-ui-dist/absolute-path.js';
import { version } from '../process/version';

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Logs Export API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;
const startScript = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs', deepLinking: true });`;

const assets = new Set(['swagger-ui.css', 'swagger-ui-bundle.js']);

/** The library uses inline styles, which only its own page allows. */
const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

/** Serves `/openapi.json`, `/docs` to read it and try it out, and `/version`. */
export function docsRoutes(router: Router, document: object): void {
  const json = JSON.stringify(document);
  router.get('/openapi.json', (context) => {
    context.type = 'application/json';
    context.body = json;
  });
  router.get('/version', (context) => {
    context.body = { version };
  });
  router.get('/docs', (context) => {
    context.set('Content-Security-Policy', policy);
    context.type = 'text/html';
    context.body = page;
  });
  router.get('/docs/start.js', (context) => {
    context.type = 'text/javascript';
    context.body = startScript;
  });
  router.get('/docs/:asset', async (context, next) => {
    const { asset } = context.params as { asset: string };
    if (assets.has(asset)) await send(context, asset, { root: absolutePath() });
    else await next();
  });
}
