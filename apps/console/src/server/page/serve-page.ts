import type { MiddlewareHandler } from 'hono';
import type { PageFile } from './load-page.js';

/** Answers with the files of the page; everything else goes on. */
export function servePage(files: ReadonlyMap<string, PageFile>): MiddlewareHandler {
  return async (context, next) => {
    const file = files.get(context.req.path);
    if (file === undefined || context.req.method !== 'GET') {
      await next();
      return;
    }
    // Names of assets carry a hash of their content; the page itself does not.
    const cacheControl = context.req.path === '/' ? 'no-store' : 'public, max-age=31536000, immutable';
    context.res = context.body(file.body, 200, {
      'content-type': file.contentType,
      'cache-control': cacheControl,
    });
  };
}
