import { timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { ConsoleError } from '../console-error.js';

const readingMethods = new Set(['GET', 'HEAD']);

/**
 * Lets requests that change something pass only if they come from the console's own page: with its token, which no other origin
 * can read, and with no header that names another origin. The browser sets `Origin` and `Sec-Fetch-Site`; no page can change them.
 */
export function refuseForeignWrites(csrfToken: string): MiddlewareHandler {
  return async ({ req }, next) => {
    if (!readingMethods.has(req.method)) {
      const host = req.header('host') ?? '';
      const origin = req.header('origin');
      const site = req.header('sec-fetch-site');
      if (origin !== undefined && origin !== `http://${host}`) throw refusal('another origin');
      if (site !== undefined && site !== 'same-origin') throw refusal('another site');
      if (!isSame(req.header('x-csrf-token') ?? '', csrfToken)) throw refusal('no valid x-csrf-token');
    }
    await next();
  };
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function refusal(what: string): ConsoleError {
  return new ConsoleError(
    'CONSOLE_WRITE_REFUSED',
    `The request comes from ${what}. Only the console's own page may change something; reload it if it is older than the run.`,
  );
}
