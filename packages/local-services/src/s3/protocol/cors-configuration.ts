import { S3Error } from '../../errors.js';
import { withoutControls } from './header-value.js';
import { type XmlElement, parseXml } from './xml.js';

/** One rule of a CORS configuration. Its values can be sent as headers. */
export interface CorsRule {
  /** Patterns with at most one `*`. */
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  /** Lower-case patterns with at most one `*`. */
  readonly headers: readonly string[];
  readonly exposedHeaders: readonly string[];
  readonly maxAgeSeconds?: number;
}

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html (read 2026-11-29). */
const maxRules = 100;

const allowedMethods = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD'];

/**
 * Parses a CORS configuration.
 *
 * @throws {@link S3Error} `MalformedXML` or `InvalidRequest`. Source: LocalStack's recording `test_put_cors_invalid_rules`.
 */
export function parseCorsRules(document: string): CorsRule[] {
  const rules = parseXml(document, 'CORSConfiguration').elements('CORSRule');
  if (rules.length === 0 || rules.length > maxRules) throw malformed(`must have 1 to ${maxRules} rules`);
  return rules.map(parseRule);
}

function parseRule(rule: XmlElement): CorsRule {
  const origins = rule.texts('AllowedOrigin');
  const methods = rule.texts('AllowedMethod');
  if (origins.length === 0 || methods.length === 0) throw malformed('lacks AllowedOrigin or AllowedMethod');
  for (const method of methods) checkMethod(method);
  const headers = rule.texts('AllowedHeader').map((name) => name.toLowerCase());
  for (const origin of origins) checkPattern('AllowedOrigin', origin);
  for (const name of headers) checkPattern('AllowedHeader', name);
  const exposedHeaders = rule.texts('ExposeHeader');
  for (const name of exposedHeaders) checkExposedHeader(name);
  const maxAge = rule.text('MaxAgeSeconds');
  if (maxAge !== undefined && !/^\d{1,9}$/.test(maxAge)) throw malformed('has an invalid MaxAgeSeconds');
  return {
    ...{ origins, methods, headers, exposedHeaders },
    ...(maxAge !== undefined && { maxAgeSeconds: Number(maxAge) }),
  };
}

function checkMethod(method: string): void {
  if (allowedMethods.includes(method)) return;
  const shown = withoutControls(method);
  throw invalid(`Found unsupported HTTP method in CORS config. Unsupported method is ${shown}`);
}

function checkPattern(element: string, pattern: string): void {
  if (pattern.indexOf('*') === pattern.lastIndexOf('*')) return;
  throw invalid(`${element} "${withoutControls(pattern)}" can not have more than one wildcard.`);
}

function checkExposedHeader(name: string): void {
  if (/^[\w!#$%&'+.^`|~-]+$/.test(name)) return;
  throw invalid(`ExposeHeader "${withoutControls(name)}" is not the name of a header.`);
}

const invalid = (message: string) => new S3Error('InvalidRequest', 400, message);

const malformed = (what: string) =>
  new S3Error(
    'MalformedXML',
    400,
    `The CORS configuration ${what}, so it does not validate against our published schema.`,
  );
