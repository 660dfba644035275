import { timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { ConsoleError } from '../errors.js';

const readMethods = new Set(['GET', 'HEAD']);

/** Accepts a write only with the token of the console's page, which no other origin can read. */
export function refuseWritesWithoutToken(csrfToken: string): MiddlewareHandler {
  return async ({ req }, next) => {
    if (!readMethods.has(req.method) && !isSame(req.header('x-csrf-token') ?? '', csrfToken))
      throw new ConsoleError(
        'CONSOLE_WRITE_REFUSED',
        "The write has no valid x-csrf-token. Only the console's own page may write. If you restarted the run, reload the page.",
      );
    await next();
  };
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const own = ["'self'"];
const none = ["'none'"];

/** Security headers: the page loads from, connects to and is framed by its own origin alone. */
export function securityHeaders(): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: none,
      scriptSrc: own,
      styleSrc: own,
      imgSrc: own,
      connectSrc: own,
      baseUri: none,
      formAction: none,
      frameAncestors: none,
    },
    referrerPolicy: 'no-referrer',
    xFrameOptions: 'DENY',
    strictTransportSecurity: false,
  });
}
