import type { ResponseHeaders, S3Response } from './protocol/s3-response.js';
import { S3Error } from '../errors.js';
import { isLoopbackOrigin } from '../network/loopback-names.js';
import type { Bucket } from './bucket/bucket.js';
import { type CorsRule, parseCorsRules } from './protocol/cors-configuration.js';
import { type S3Request, header } from './protocol/s3-request.js';

/** A request of a web page from another origin. */
interface CrossOriginRequest {
  readonly origin: string;
  readonly method: string;
  /** Lower-case names of its headers. */
  readonly headers: readonly string[];
}

/**
 * Response headers for a request from another origin. Empty if no CORS rule of the bucket allows the request; the browser
 * then hides the response from the page.
 *
 * @throws {@link S3Error} `AccessForbidden` for a write that no rule allows. S3 would reject it because it is unsigned. These
 * services do not check signatures, so without this check any web page in the browser of the user could write.
 */
export function corsHeaders(request: S3Request, bucket: Bucket | undefined): ResponseHeaders {
  const origin = header(request, 'origin');
  if (origin === undefined) return {};
  const headers = allowedHeaders(bucket, { origin, method: request.method, headers: [] });
  if (headers !== undefined) return headers;
  if (request.method === 'GET' || request.method === 'HEAD' || isLoopbackOrigin(origin)) return {};
  throw forbidden();
}

/**
 * Responds to the preflight request of a browser.
 *
 * @throws {@link S3Error} `AccessForbidden` if no CORS rule of the bucket allows the request; `BadRequest` if it is not a preflight
 * request.
 */
export function handlePreflight(request: S3Request, bucket: Bucket | undefined): S3Response {
  const origin = header(request, 'origin');
  const method = header(request, 'access-control-request-method');
  if (origin === undefined || method === undefined) {
    throw new S3Error('BadRequest', 400, 'Insufficient information. Origin request header needed.');
  }
  const requested = (header(request, 'access-control-request-headers') ?? '').toLowerCase();
  const names = requested.split(',').flatMap((name) => name.trim() || []);
  const headers = allowedHeaders(bucket, { origin, method, headers: names });
  if (headers === undefined) throw forbidden();
  return {
    status: 200,
    headers: { ...headers, 'access-control-allow-headers': names.join(', ') || undefined },
  };
}

function allowedHeaders(
  bucket: Bucket | undefined,
  request: CrossOriginRequest,
): ResponseHeaders | undefined {
  const rule = rulesOf(bucket).find((candidate) => allows(candidate, request));
  if (rule === undefined) return undefined;
  const isForAll = rule.origins.includes('*');
  return {
    'access-control-allow-origin': isForAll ? '*' : request.origin,
    'access-control-allow-credentials': isForAll ? undefined : 'true',
    'access-control-allow-methods': rule.methods.join(', '),
    'access-control-expose-headers': rule.exposedHeaders.join(', ') || undefined,
    'access-control-max-age': rule.maxAgeSeconds === undefined ? undefined : String(rule.maxAgeSeconds),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}

/** The rules of each configuration, parsed once. */
const parsedRules = new WeakMap<Bucket, { readonly document: string; readonly rules: readonly CorsRule[] }>();

function rulesOf(bucket: Bucket | undefined): readonly CorsRule[] {
  const document = bucket?.configurations.get('cors');
  if (bucket === undefined || document === undefined) return [];
  const parsed = parsedRules.get(bucket);
  if (parsed?.document === document) return parsed.rules;
  const rules = parseCorsRules(document);
  parsedRules.set(bucket, { document, rules });
  return rules;
}

const allows = (rule: CorsRule, { origin, method, headers }: CrossOriginRequest): boolean =>
  rule.methods.includes(method) &&
  rule.origins.some((pattern) => matchesOrigin(pattern, origin)) &&
  headers.every((name) => rule.headers.some((pattern) => matches(pattern, name)));

/**
 * A pattern for all origins, such as `*`, allows the pages of this machine only: the services check no signatures, so that any web
 * page in the user's browser could read and write the bucket. A foreign page must be named.
 */
function matchesOrigin(pattern: string, origin: string): boolean {
  const isForAll = impossibleOrigins.some((impossible) => matches(pattern, impossible));
  return matches(pattern, origin) && (!isForAll || isLoopbackOrigin(origin) || !isWebOrigin(origin));
}

/** No host has these names. Source: https://www.rfc-editor.org/rfc/rfc6761#section-6.4. */
const impossibleOrigins = ['http://any.invalid', 'https://any.invalid'];

/** Whether a browser can send this origin: a URL, or `null` for an opaque origin. */
const isWebOrigin = (origin: string): boolean => origin === 'null' || URL.canParse(origin);

/** A pattern has at most one `*`, which matches any characters. */
function matches(pattern: string, value: string): boolean {
  const star = pattern.indexOf('*');
  if (star === -1) return pattern === value;
  const [start, end] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return value.length >= start.length + end.length && value.startsWith(start) && value.endsWith(end);
}

const forbidden = () =>
  new S3Error('AccessForbidden', 403, 'CORSResponse: This CORS request is not allowed.');
