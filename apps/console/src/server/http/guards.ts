import { timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { ConsoleError } from '../errors.js';

/**
 * Accepts only requests whose `Host` is a loopback name with the server's own port. Any other name means that a foreign web page
 * resolved its own name to this machine (DNS rebinding).
 *
 * @param port - Port of the server; called only once it listens.
 */
export function refuseOtherHosts(port: () => number): MiddlewareHandler {
  return async ({ req }, next) => {
    const allowed = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port()}`);
    if (!allowed.includes(req.header('host')?.toLowerCase() ?? ''))
      throw new ConsoleError('CONSOLE_HOST_REFUSED', `The Host header must be ${allowed.join(' or ')}.`);
    await next();
  };
}

const readMethods = new Set(['GET', 'HEAD']);

/**
 * Accepts a write only from the console's own page: with its token, which no other origin can read, and without a header that
 * names another origin. The browser sets `Origin` and `Sec-Fetch-Site`; a page can't change them.
 */
export function refuseForeignWrites(csrfToken: string): MiddlewareHandler {
  return async ({ req }, next) => {
    if (!readMethods.has(req.method)) {
      const host = req.header('host') ?? '';
      const origin = req.header('origin');
      const site = req.header('sec-fetch-site');
      if (origin !== undefined && origin !== `http://${host}`) throw refusal('another origin');
      if (site !== undefined && site !== 'same-origin') throw refusal('another site');
      if (!isSame(req.header('x-csrf-token') ?? '', csrfToken))
        throw refusal('a page without a valid x-csrf-token');
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
    `The write comes from ${what}. Only the console's own page may write. If you restarted the run, reload the page.`,
  );
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
