import { timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { ConsoleError } from '../errors.js';

/**
 * Answers requests that call this machine by a loopback name and the server's own port. Any other name means that a web page
 * reached the port through a name of its own (DNS rebinding).
 *
 * @param port - Told once the server listens.
 */
export function refuseOtherHosts(port: () => number): MiddlewareHandler {
  return async ({ req }, next) => {
    const allowed = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port()}`);
    if (!allowed.includes(req.header('host')?.toLowerCase() ?? ''))
      throw new ConsoleError('CONSOLE_HOST_REFUSED', `The console answers only as ${allowed.join(' or ')}.`);
    await next();
  };
}

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

const own = ["'self'"];
const none = ["'none'"];

/** Headers that keep the page to itself: nothing is loaded from, sent to or framed by anybody else. */
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
