import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { send } from '@koa/send';
import type Koa from 'koa';
import type { Config } from '../config';

/** The built page; the path is the same from src/api and from dist/api. */
const root = join(__dirname, '..', '..', 'dist', 'web');

const NO_UI = '<meta name="temporal-ui" content="" />';

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${String(character.codePointAt(0))};`);

/** The page, with the address of the Temporal UI for operators. Null if it was not built. */
function readPage({ TEMPORAL_UI_URL: ui, TEMPORAL_NAMESPACE: namespace }: Config): string | null {
  const path = join(root, 'index.html');
  if (!existsSync(path)) return null;
  const html = readFileSync(path, 'utf8');
  if (ui === undefined) return html;
  const meta = (name: string, content: string) => `<meta name="${name}" content="${escapeHtml(content)}" />`;
  return html.replace(NO_UI, () => meta('temporal-ui', ui) + meta('temporal-namespace', namespace));
}

/** Serves the Exports page: hashed assets with immutable caching, the page itself without caching. */
export function servePage(config: Config): Koa.Middleware {
  const page = readPage(config);
  return async (context, next) => {
    const isRead = context.method === 'GET' || context.method === 'HEAD';
    if (isRead && page !== null && context.path === '/') {
      context.type = 'text/html';
      context.set('Cache-Control', 'no-cache');
      context.body = page;
      return;
    }
    const isAsset = /^\/assets\/[\w.-]+$/.test(context.path) && existsSync(join(root, context.path));
    if (!isRead || !isAsset) return void (await next());
    // The build compressed them; the client's `Accept-Encoding` decides.
    context.vary('Accept-Encoding');
    await send(context, context.path, { root, immutable: true, maxAge: 31_536_000_000 });
  };
}
