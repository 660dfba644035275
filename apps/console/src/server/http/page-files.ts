import { readFile, readdir } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { MiddlewareHandler } from 'hono';
import { ConsoleError } from '../errors.js';

/** A file of the page, as it is answered. */
export interface PageFile {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * Reads the built page, whole. Only what was there then is served, by its exact path: no path leads out of the folder, and
 * files of unknown kinds are left out.
 *
 * @returns the files by the path that they are asked for, `/` for the page itself.
 * @throws {@link ConsoleError} `CONSOLE_PAGE_MISSING` if the folder holds no page.
 */
export async function loadPage(folder: string): Promise<ReadonlyMap<string, PageFile>> {
  const files = new Map<string, PageFile>();
  try {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const contentType = contentTypes[extname(entry.name)];
      if (!entry.isFile() || contentType === undefined) continue;
      const file = join(entry.parentPath, entry.name);
      const path = `/${relative(folder, file).split(sep).join('/')}`;
      files.set(path === '/index.html' ? '/' : path, {
        body: new Uint8Array(await readFile(file)),
        contentType,
      });
    }
  } catch (cause) {
    throw missing(folder, { cause });
  }
  if (!files.has('/')) throw missing(folder);
  return files;
}

function missing(folder: string, options?: ErrorOptions): ConsoleError {
  return new ConsoleError(
    'CONSOLE_PAGE_MISSING',
    `${folder} holds no page; build it with: npx nx build @headwaters/console`,
    options,
  );
}

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
