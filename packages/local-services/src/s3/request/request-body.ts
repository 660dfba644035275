import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { S3Error } from '../../errors.js';
import { BodyTooLargeError, readBody } from '../../network/service-handler.js';
import type { BodyExpectation } from '../object/body-receiver.js';
import {
  type ChecksumAlgorithm,
  checksumAlgorithms,
  checksumHeader,
  checksumNamed,
} from '../object/checksum.js';
import { AwsChunkedDecoder } from './aws-chunked-decoder.js';
import { type S3Request, header } from './s3-request.js';

/** A body without its framing, and the trailers, which are complete once the chunks have been read. */
interface DecodedBody {
  readonly chunks: AsyncIterable<Buffer>;
  readonly trailers: ReadonlyMap<string, string>;
}

/** The request's body, with aws-chunked framing taken off if it has any. */
export function decodedChunks(request: S3Request): DecodedBody {
  if (!isAwsChunked(request)) return { chunks: rawChunks(request), trailers: new Map() };
  const decoder = new AwsChunkedDecoder();
  return { chunks: unframed(rawChunks(request), decoder), trailers: decoder.trailers };
}

/** What the request's headers, and its trailers, say of its body. */
export function bodyExpectation(request: S3Request, trailers: ReadonlyMap<string, string>): BodyExpectation {
  const sha256 = header(request, 'x-amz-content-sha256') ?? '';
  const length = header(request, 'x-amz-decoded-content-length');
  const algorithm = requestedAlgorithm(request);
  return {
    md5: checkedMd5(header(request, 'content-md5')),
    sha256: /^[0-9a-f]{64}$/.test(sha256) ? sha256 : undefined,
    length: length === undefined ? undefined : Number(length),
    checksum: algorithm && {
      algorithm,
      value: () => header(request, checksumHeader(algorithm)) ?? trailers.get(checksumHeader(algorithm)),
    },
  };
}

/** Content-Encoding as it is kept with the object: the framing is none of it. */
export function storedContentEncoding(request: S3Request): string | undefined {
  const encodings = (header(request, 'content-encoding') ?? '').split(',').map((encoding) => encoding.trim());
  return encodings.filter((encoding) => encoding !== '' && encoding !== 'aws-chunked').join(',') || undefined;
}

function isAwsChunked(request: S3Request): boolean {
  if (header(request, 'x-amz-content-sha256')?.startsWith('STREAMING-')) return true;
  return /(?:^|,)\s*aws-chunked\s*(?:,|$)/.test(header(request, 'content-encoding') ?? '');
}

function requestedAlgorithm(request: S3Request): ChecksumAlgorithm | undefined {
  const trailer = (header(request, 'x-amz-trailer') ?? '').toLowerCase();
  const given = checksumAlgorithms.find(
    (algorithm) =>
      header(request, checksumHeader(algorithm)) !== undefined || trailer === checksumHeader(algorithm),
  );
  return given ?? checksumNamed(header(request, 'x-amz-sdk-checksum-algorithm') ?? '');
}

function checkedMd5(text: string | undefined): string | undefined {
  if (text === undefined || /^[A-Za-z0-9+/]{22}==$/.test(text)) return text;
  throw new S3Error('InvalidDigest', 400, 'The Content-MD5 you specified is not valid.');
}

/** The body as it comes. Keeps the connection when reading stops early, so that the client still gets its answer. */
export const rawChunks = ({ body }: S3Request): AsyncIterable<Buffer> =>
  body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;

async function* unframed(chunks: AsyncIterable<Buffer>, decoder: AwsChunkedDecoder): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield* decoder.push(chunk);
  decoder.finish();
}

/** Most bytes of a configuration or of a list of keys. */
const maxTextBytes = 4 * 1024 * 1024;

/**
 * Reads a body that is XML or JSON.
 *
 * @throws {@link S3Error} `MaxMessageLengthExceeded` above 4 MiB; `BadDigest` if Content-MD5 differs.
 */
export async function readText(request: S3Request): Promise<string> {
  try {
    const body = await readBody(Readable.from(decodedChunks(request).chunks), maxTextBytes);
    const md5 = header(request, 'content-md5');
    if (md5 !== undefined && createHash('md5').update(body).digest('base64') !== md5) {
      throw new S3Error('BadDigest', 400, 'The Content-MD5 you specified did not match what we received.');
    }
    return body.toString('utf8');
  } catch (error) {
    if (!(error instanceof BodyTooLargeError)) throw error;
    throw new S3Error('MaxMessageLengthExceeded', 400, 'Your request was too big.');
  }
}
