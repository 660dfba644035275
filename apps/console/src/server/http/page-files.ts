import { readFile, readdir } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { MiddlewareHandler } from 'hono';
import { ConsoleError } from '../errors.js';

/** A served file of the page. */
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
 * Reads all files of the built page into memory. Requests are matched by exact path, so no path can leave the folder. Files of
 * unknown types are skipped.
 *
 * @returns The files by URL path; `/` is the page itself.
 * @throws {@link ConsoleError} `CONSOLE_PAGE_MISSING` if the folder has no page.
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
    `The console page is missing in ${folder}. Build it: npx nx build @headwaters/console`,
    options,
  );
}

/** Serves the files of the page; other requests pass on. */
export function servePage(files: ReadonlyMap<string, PageFile>): MiddlewareHandler {
  return async (context, next) => {
    const file = files.get(context.req.path);
    if (file === undefined || context.req.method !== 'GET') {
      await next();
      return;
    }
    // Asset names contain a hash of the content; the name of the page does not.
    const cacheControl = context.req.path === '/' ? 'no-store' : 'public, max-age=31536000, immutable';
    context.res = context.body(file.body, 200, {
      'content-type': file.contentType,
      'cache-control': cacheControl,
    });
  };
}
