import type { IncomingHttpHeaders } from 'node:http';
import { isLoopbackHost, isLoopbackOrigin } from './loopback-names.js';

/**
 * Which web pages may send requests to a server: `none`; those of `this-machine`, so that a local web application can use the
 * services; or the `own` page of the server alone, by the host and port of the request.
 */
export type AllowedPages = 'none' | 'this-machine' | 'own';

/** The parts of a request that show who sent it. */
interface Caller {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** Why a request is refused. `page` marks a request of a web page, which the CORS rules of a bucket may still allow. */
export interface Refusal {
  readonly status: 403 | 421;
  readonly reason: 'host' | 'page';
  /** One line. Contains nothing of the request. */
  readonly message: string;
}

/**
 * Finds out whether a request comes from a foreign web page in the user's browser: through a host name that is not of this
 * machine (DNS rebinding), or from another origin. Browsers set `Host`, `Origin` and `Sec-Fetch-Site` themselves; pages can't
 * change them. Source: https://fetch.spec.whatwg.org/#origin-header, https://www.w3.org/TR/fetch-metadata/.
 *
 * @param port - Port of the server. With `own`, the request must name it.
 * @returns undefined if the request is accepted.
 */
export function findRefusal(caller: Caller, pages: AllowedPages, port: number): Refusal | undefined {
  if (!hasLoopbackTarget(caller) || (pages === 'own' && !namesPort(caller, port))) return refusals.host;
  return isFromRefusedPage(caller, pages) ? refusals.page : undefined;
}

const refusals: Readonly<Record<Refusal['reason'], Refusal>> = {
  host: {
    status: 421,
    reason: 'host',
    message:
      'Refused: the Host header and the request target must name localhost, 127.0.0.1 or [::1], and the port of this server.',
  },
  page: {
    status: 403,
    reason: 'page',
    message: 'Refused: the request comes from a web page of another origin (Origin or Sec-Fetch-Site).',
  },
};

/** HTTP/2 has `:authority` and may have `host`, too. An absolute request target would override both. */
function hasLoopbackTarget({ url = '/', headers }: Caller): boolean {
  const hosts = hostsOf(headers);
  return hosts.length > 0 && hosts.every(isLoopbackHost) && (url.startsWith('/') || url === '*');
}

function namesPort({ headers }: Caller, port: number): boolean {
  return hostsOf(headers).every((host) => host.endsWith(`:${port}`));
}

function hostsOf(headers: IncomingHttpHeaders): readonly string[] {
  return [headers[':authority'], headers.host].filter((host) => typeof host === 'string');
}

function isFromRefusedPage(caller: Caller, pages: AllowedPages): boolean {
  const { headers } = caller;
  if (headers.origin !== undefined) return !isAllowedOrigin(headers.origin, headers, pages);
  const site = headers['sec-fetch-site'];
  // Other clients than browsers send no Sec-Fetch-Site. `none`: the user entered the URL.
  if (site === undefined || site === 'none') return false;
  if (pages === 'none') return true;
  if (site === 'same-origin' || isNavigation(caller)) return false;
  // Images and scripts of a page have no Origin.
  return pages === 'own' || !isLoopbackOrigin(headers.referer ?? '');
}

function isAllowedOrigin(origin: string, headers: IncomingHttpHeaders, pages: AllowedPages): boolean {
  if (pages === 'none') return false;
  if (pages === 'this-machine') return isLoopbackOrigin(origin);
  return hostsOf(headers).every((host) => origin === `http://${host}`);
}

/** The user follows a link. The page that has the link can't read the response. */
function isNavigation({ method, headers }: Caller): boolean {
  return (
    method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
  );
}
