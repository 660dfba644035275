import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

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
