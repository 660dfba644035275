import { S3Error } from '../../errors.js';
import type { S3Request } from '../request/s3-request.js';

/** Most entries of a page. */
const maxPageEntries = 1_000;

/** What all listings take. */
export interface ListParameters {
  readonly prefix: string;
  readonly delimiter: string;
  readonly limit: number;
  /** Writes a name as the client wants it: percent-encoded, or as it is. */
  readonly shown: (name: string) => string;
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
    shown: encodingType === undefined ? (name) => name : percentEncode,
    encodingType,
  };
}

/** A page's size; at most, and by default, 1,000. */
export function readLimit(query: URLSearchParams, name: string): number {
  const text = query.get(name);
  if (text === null || text === '') return maxPageEntries;
  if (!/^\d{1,10}$/.test(text))
    throw invalidArgument(name, `Provided ${name} not an integer or within integer range`);
  return Math.min(Number(text), maxPageEntries);
}

const invalidArgument = (name: string, message: string) =>
  new S3Error('InvalidArgument', 400, message, { ArgumentName: name });

/** Slashes stay; a space is %20, which every client decodes, whether or not it takes a plus for a space. */
function percentEncode(name: string): string {
  return name.split('/').map(encodeURIComponent).join('/');
}
