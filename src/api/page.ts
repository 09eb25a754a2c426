import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { send } from '@koa/send';
import type Koa from 'koa';

/** Where the build puts the page; this file lies in dist/api once built. */
const root = join(__dirname, '..', 'web');

/** Serves the Exports page: hashed assets for good, the page itself afresh each time. */
export function servePage(): Koa.Middleware {
  return async (context, next) => {
    const isRead = context.method === 'GET' || context.method === 'HEAD';
    const path = context.path === '/' ? '/index.html' : context.path;
    const isPage = path === '/index.html' || /^\/(assets\/)?[\w.-]+\.\w+$/.test(path);
    if (!isRead || !isPage || !existsSync(join(root, path))) return void (await next());
    const isHashed = path.startsWith('/assets/');
    await send(context, path, { root, ...(isHashed && { immutable: true, maxAge: 31_536_000_000 }) });
  };
}
