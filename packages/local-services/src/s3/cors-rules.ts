import { S3Error } from '../errors.js';
import { isLoopbackHost } from '../network/service-handler.js';
import type { Bucket } from './bucket/bucket.js';
import type { S3Answer } from './operations/operation.js';
import { type S3Request, header } from './request/s3-request.js';
import { type XmlElement, parseXml } from './request/xml.js';

/** What a web page of another origin wants to do. */
interface CrossOriginUse {
  readonly origin: string;
  readonly method: string;
  /** Lower-case names of headers that it sends. */
  readonly headers: readonly string[];
}

/**
 * Headers for the answer to a request of another origin. Without a rule of the bucket that allows it there are none, and
 * the page can't read the answer.
 *
 * @throws {@link S3Error} `AccessForbidden` for a change that no rule allows, asked for by a page from elsewhere. S3 would
 * refuse it for want of a signature; here nothing is signed, so that any page in the user's browser could.
 */
export function corsHeaders(
  request: S3Request,
  bucket: Bucket | undefined,
): NonNullable<S3Answer['headers']> {
  const origin = header(request, 'origin');
  if (origin === undefined) return {};
  const headers = allowedHeaders(bucket, { origin, method: request.method, headers: [] });
  if (headers !== undefined) return headers;
  if (request.method === 'GET' || request.method === 'HEAD' || isLoopbackOrigin(origin)) return {};
  throw forbidden();
}

/**
 * Answers the question that a browser asks before such a request.
 *
 * @throws {@link S3Error} `AccessForbidden` if no rule of the bucket allows it; `BadRequest` if it is no such question.
 */
export function answerPreflight(request: S3Request, bucket: Bucket | undefined): S3Answer {
  const origin = header(request, 'origin');
  const method = header(request, 'access-control-request-method');
  if (origin === undefined || method === undefined) {
    throw new S3Error('BadRequest', 400, 'Insufficient information. Origin request header needed.');
  }
  const wanted = (header(request, 'access-control-request-headers') ?? '').toLowerCase();
  const names = wanted.split(',').flatMap((name) => name.trim() || []);
  const headers = allowedHeaders(bucket, { origin, method, headers: names });
  if (headers === undefined) throw forbidden();
  return {
    status: 200,
    headers: { ...headers, 'access-control-allow-headers': names.join(', ') || undefined },
  };
}

function allowedHeaders(
  bucket: Bucket | undefined,
  use: CrossOriginUse,
): NonNullable<S3Answer['headers']> | undefined {
  const configuration = bucket?.configurations.get('cors');
  if (configuration === undefined) return undefined;
  const rule = parseXml(configuration, 'CORSConfiguration')
    .elements('CORSRule')
    .find((candidate) => allows(candidate, use));
  if (rule === undefined) return undefined;
  const isForAll = rule.texts('AllowedOrigin').includes('*');
  return {
    'access-control-allow-origin': isForAll ? '*' : use.origin,
    'access-control-allow-credentials': isForAll ? undefined : 'true',
    'access-control-allow-methods': rule.texts('AllowedMethod').join(', '),
    'access-control-expose-headers': rule.texts('ExposeHeader').join(', ') || undefined,
    'access-control-max-age': rule.text('MaxAgeSeconds'),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}

function allows(rule: XmlElement, { origin, method, headers }: CrossOriginUse): boolean {
  const allowedNames = rule.texts('AllowedHeader').map((pattern) => pattern.toLowerCase());
  return (
    rule.texts('AllowedMethod').includes(method) &&
    rule.texts('AllowedOrigin').some((pattern) => matches(pattern, origin)) &&
    headers.every((name) => allowedNames.some((pattern) => matches(pattern, name)))
  );
}

/** A pattern has at most one `*`, which stands for any characters. */
function matches(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*');
  if (star === -1) return pattern === text;
  const [start, end] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end);
}

const isLoopbackOrigin = (origin: string): boolean =>
  URL.canParse(origin) && isLoopbackHost(new URL(origin).host);

const forbidden = () =>
  new S3Error('AccessForbidden', 403, 'CORSResponse: This CORS request is not allowed.');
