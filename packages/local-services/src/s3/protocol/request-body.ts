import { Readable } from 'node:stream';
import { BodyTooLargeError, S3Error } from '../../errors.js';
import { readBody } from '../../network/service-handler.js';
import { type BodyExpectation, BodyVerifier } from '../object/body-verifier.js';
import {
  checksumAlgorithms,
  checksumHeader,
  parseChecksumAlgorithm,
  type ChecksumAlgorithm,
} from '../object/checksum.js';
import { AwsChunkedDecoder } from './aws-chunked-decoder.js';
import { notImplemented } from './preconditions.js';
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

/** What of a request declares the content of its body. */
interface BodyReadOptions {
  /** `object`: the checksum headers are those of the object, as in CompleteMultipartUpload. */
  readonly checksumOf?: 'body' | 'object';
}

/**
 * Reads an XML or JSON body and verifies its digests.
 *
 * @throws {@link S3Error} `MaxMessageLengthExceeded` above 4 MiB; `BadDigest`, `XAmzContentSHA256Mismatch` or `IncompleteBody` if the
 * body is not the declared one.
 */
export async function readBodyString(request: S3Request, options: BodyReadOptions = {}): Promise<string> {
  const { chunks, trailers } = decodedChunks(request);
  try {
    const body = await readBody(Readable.from(chunks), maxStringBytes);
    const { checksum, ...others } = declaredBody(request, trailers);
    const verifier = new BodyVerifier(options.checksumOf === 'object' ? others : { ...others, checksum });
    verifier.update(body);
    await verifier.verify(body.length);
    return body.toString('utf8');
  } catch (error) {
    if (!(error instanceof BodyTooLargeError)) throw error;
    throw new S3Error('MaxMessageLengthExceeded', 400, 'Your request was too big.');
  }
}

/**
 * What headers and trailers declare about the body of an object or a part, which must declare its length.
 *
 * @throws {@link S3Error} `InvalidDigest` if Content-MD5 is not the base64 of 16 bytes; `MissingContentLength` or `NotImplemented`
 * without a length.
 */
export function readBodyExpectation(
  request: S3Request,
  trailers: ReadonlyMap<string, string>,
): BodyExpectation {
  requireLength(request);
  return declaredBody(request, trailers);
}

/** What the fields of a form declare about its file. */
export const readFormExpectation = (form: Pick<S3Request, 'headers'>): BodyExpectation =>
  declaredBody(form, new Map());

/**
 * S3 takes no body of unknown length. Sources: https://github.com/aws/aws-sdk-js-v3/issues/3400 and
 * https://github.com/aws/aws-sdk-js-v3/pull/3403 for 501, ceph/s3-tests `test_object_create_bad_contentlength_none` for 411.
 */
function requireLength(request: S3Request): void {
  if (header(request, 'x-amz-decoded-content-length') !== undefined) return;
  if (header(request, 'transfer-encoding') !== undefined) throw notImplemented('Transfer-Encoding');
  if (header(request, 'content-length') !== undefined) return;
  const message = 'You must provide the Content-Length HTTP header.';
  throw new S3Error('MissingContentLength', 411, message);
}

function declaredBody(
  request: Pick<S3Request, 'headers'>,
  trailers: ReadonlyMap<string, string>,
): BodyExpectation {
  const sha256 = header(request, 'x-amz-content-sha256') ?? '';
  const algorithm = declaredAlgorithm(request);
  return {
    md5: validateMd5(header(request, 'content-md5')),
    sha256: /^[0-9a-f]{64}$/.test(sha256) ? sha256 : undefined,
    length: readDecodedLength(header(request, 'x-amz-decoded-content-length')),
    checksum: algorithm && {
      algorithm,
      value: () => header(request, checksumHeader(algorithm)) ?? trailers.get(checksumHeader(algorithm)),
    },
  };
}

function readDecodedLength(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const message = 'The value of x-amz-decoded-content-length must be a whole number.';
  throw new S3Error('InvalidArgument', 400, message, { ArgumentName: 'x-amz-decoded-content-length' });
}

/** The Content-Encoding of the object: without aws-chunked, which belongs to the request. */
export function storedContentEncoding(request: S3Request): string | undefined {
  const encodings = (header(request, 'content-encoding') ?? '').split(',').map((encoding) => encoding.trim());
  return (
    encodings.filter((encoding) => encoding !== '' && encoding !== 'aws-chunked').join(', ') || undefined
  );
}

/**
 * Whether the body has aws-chunked framing. The encoding alone does not say so: ceph/s3-tests,
 * test_object_content_encoding_aws_chunked.
 */
function isAwsChunked(request: S3Request): boolean {
  if (header(request, 'x-amz-content-sha256')?.startsWith('STREAMING-')) return true;
  if (header(request, 'x-amz-decoded-content-length') === undefined) return false;
  return /(?:^|,)\s*aws-chunked\s*(?:,|$)/.test(header(request, 'content-encoding') ?? '');
}

async function* decodeChunks(
  chunks: AsyncIterable<Buffer>,
  decoder: AwsChunkedDecoder,
): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield* decoder.push(chunk);
  decoder.finish();
}

function declaredAlgorithm(request: Pick<S3Request, 'headers'>): ChecksumAlgorithm | undefined {
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
