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

/** Size of a page. Default and maximum: 1,000. */
export function readLimit(query: URLSearchParams, name: string): number {
  const text = query.get(name);
  if (text === null || text === '') return maxPageEntries;
  if (!/^\d{1,10}$/.test(text))
    throw invalidArgument(name, `Provided ${name} not an integer or within integer range`);
  return Math.min(Number(text), maxPageEntries);
}

const invalidArgument = (name: string, message: string) =>
  new S3Error('InvalidArgument', 400, message, { ArgumentName: name });

/** Keeps slashes. Encodes a space as %20, because some clients do not decode a plus to a space. */
function percentEncode(name: string): string {
  return name.split('/').map(encodeURIComponent).join('/');
}
