import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { BodyTooLargeError, S3Error } from '../../errors.js';
import { readBody } from '../../network/service-handler.js';
import type { BodyExpectation } from '../object/body-receiver.js';
import {
  checksumAlgorithms,
  checksumHeader,
  parseChecksumAlgorithm,
  type ChecksumAlgorithm,
} from '../object/checksum.js';
import { AwsChunkedDecoder } from './aws-chunked-decoder.js';
import { header, type S3Request } from './s3-request.js';

/** Largest configuration or list of keys, in bytes. */
const maxStringBytes = 4 * 1024 * 1024;

/** A body without framing. The trailers are complete once all chunks have been read. */
interface DecodedBody {
  readonly chunks: AsyncIterable<Buffer>;
  readonly trailers: ReadonlyMap<string, string>;
}

/**
 * The chunks of the body as they arrive. If reading stops early, the connection stays open, so that the client gets the
 * response.
 */
export const rawChunks = ({ body }: S3Request): AsyncIterable<Buffer> =>
  body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;

/** The chunks of the body, without aws-chunked framing. */
export function decodedChunks(request: S3Request): DecodedBody {
  if (!isAwsChunked(request)) return { chunks: rawChunks(request), trailers: new Map() };
  const decoder = new AwsChunkedDecoder();
  return { chunks: decodeChunks(rawChunks(request), decoder), trailers: decoder.trailers };
}

/**
 * Reads an XML or JSON body.
 *
 * @throws {@link S3Error} `MaxMessageLengthExceeded` above 4 MiB; `BadDigest` if Content-MD5 differs.
 */
export async function readBodyString(request: S3Request): Promise<string> {
  try {
    const body = await readBody(Readable.from(decodedChunks(request).chunks), maxStringBytes);
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

/**
 * What headers and trailers declare about the body.
 *
 * @throws {@link S3Error} `InvalidDigest` if Content-MD5 is not the base64 of 16 bytes.
 */
export function readBodyExpectation(
  request: S3Request,
  trailers: ReadonlyMap<string, string>,
): BodyExpectation {
  const sha256 = header(request, 'x-amz-content-sha256') ?? '';
  const length = header(request, 'x-amz-decoded-content-length');
  const algorithm = declaredAlgorithm(request);
  return {
    md5: validateMd5(header(request, 'content-md5')),
    sha256: /^[0-9a-f]{64}$/.test(sha256) ? sha256 : undefined,
    length: length === undefined ? undefined : Number(length),
    checksum: algorithm && {
      algorithm,
      value: () => header(request, checksumHeader(algorithm)) ?? trailers.get(checksumHeader(algorithm)),
    },
  };
}

/** The Content-Encoding of the object: without aws-chunked, which belongs to the request. */
export function storedContentEncoding(request: S3Request): string | undefined {
  const encodings = (header(request, 'content-encoding') ?? '').split(',').map((encoding) => encoding.trim());
  return encodings.filter((encoding) => encoding !== '' && encoding !== 'aws-chunked').join(',') || undefined;
}

function isAwsChunked(request: S3Request): boolean {
  if (header(request, 'x-amz-content-sha256')?.startsWith('STREAMING-')) return true;
  return /(?:^|,)\s*aws-chunked\s*(?:,|$)/.test(header(request, 'content-encoding') ?? '');
}

async function* decodeChunks(
  chunks: AsyncIterable<Buffer>,
  decoder: AwsChunkedDecoder,
): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield* decoder.push(chunk);
  decoder.finish();
}

function declaredAlgorithm(request: S3Request): ChecksumAlgorithm | undefined {
  const trailer = (header(request, 'x-amz-trailer') ?? '').toLowerCase();
  const declared = checksumAlgorithms.find(
    (algorithm) =>
      header(request, checksumHeader(algorithm)) !== undefined || trailer === checksumHeader(algorithm),
  );
  return declared ?? parseChecksumAlgorithm(header(request, 'x-amz-sdk-checksum-algorithm') ?? '');
}

function validateMd5(md5: string | undefined): string | undefined {
  if (md5 === undefined || /^[A-Za-z0-9+/]{22}==$/.test(md5)) return md5;
  throw new S3Error('InvalidDigest', 400, 'The Content-MD5 you specified is not valid.');
}
