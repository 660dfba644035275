import { S3Error } from '../../errors.js';
import type { S3Request } from '../protocol/s3-request.js';

/** Most entries of a page. */
const maxPageEntries = 1_000;

/** Parameters of all listings. */
export interface ListParameters {
  readonly prefix: string;
  readonly delimiter: string;
  readonly limit: number;
  /** Encodes a name as the client requested: percent-encoded or unchanged. */
  readonly encodeName: (name: string) => string;
  readonly encodingType: 'url' | undefined;
}

/** @throws {@link S3Error} `InvalidArgument`. */
export function readListParameters(
  { query }: S3Request,
  limitName: 'max-keys' | 'max-uploads',
): ListParameters {
  const encodingType = query.get('encoding-type') ?? undefined;
  if (encodingType !== undefined && encodingType !== 'url') {
    throw invalidArgument('encoding-type', 'Invalid Encoding Method specified in Request');
  }
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    limit: readLimit(query, limitName),
    encodeName: encodingType === undefined ? (name) => name : percentEncode,
    encodingType,
  };
}

interface LimitRange {
  readonly min: number;
  readonly max: number;
  /** Default: the maximum. */
  readonly default?: number;
}

/**
 * Size of a page. A larger value means the largest page, unless it is no number of 32 bits.
 *
 * @param range - Default: 0 to 1,000.
 */
export function readLimit(
  query: URLSearchParams,
  name: string,
  { min, max, default: absent = max }: LimitRange = { min: 0, max: maxPageEntries },
): number {
  const text = query.get(name);
  if (text === null || text === '') return absent;
  const limit = Number(text);
  if (!/^\d{1,10}$/.test(text) || limit < min || limit > 0x7fff_ffff) {
    throw invalidArgument(name, `Provided ${name} not an integer or within integer range`);
  }
  return Math.min(limit, max);
}

/** An opaque token for the page after that name. */
export const writeToken = (name: string): string => Buffer.from(JSON.stringify([name])).toString('base64');

/** @throws {@link S3Error} `InvalidArgument` if this service has not written the token. */
export function readToken(token: string): string {
  try {
    const [name] = JSON.parse(Buffer.from(token, 'base64').toString('utf8')) as unknown[];
    if (typeof name === 'string') return name;
  } catch {
    // Throws below.
  }
  throw invalidArgument('continuation-token', 'The continuation token provided is incorrect');
}

const invalidArgument = (name: string, message: string) =>
  new S3Error('InvalidArgument', 400, message, { ArgumentName: name });

/** Keeps slashes. Encodes a space as %20, because some clients do not decode a plus to a space. */
function percentEncode(name: string): string {
  return name.split('/').map(encodeURIComponent).join('/');
}
