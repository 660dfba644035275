import { Readable, Transform, type TransformCallback, pipeline } from 'node:stream';
import zlib, { crc32 } from 'node:zlib';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { type Block, blockId, gunzipInput } from '@headwaters/record-codec';
import { SinkRefusalError } from '../errors.js';

// The whole module: Node 20 has no zstd, and to import a name that is not there is an error.

/** Where the bytes of a reference go, and how they are compressed on the way. */
interface ReferenceDestination {
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string;
  readonly compression: 'gzip' | 'zstd';
}

/**
 * Archives the bytes that a reference stands for, read back from the version of the object that it was made of. An upload
 * that fails leaves nothing.
 *
 * Memory: two parts of 5 MiB, whatever the length. Needs s3:GetObject and s3:GetObjectVersion on the source.
 *
 * @throws {@link SinkRefusalError} if the bytes are gone for good, or are not those that the reference stands for.
 */
export async function archiveReference(
  s3: S3Client,
  reference: Block,
  { bucket, key, contentType, compression }: ReferenceDestination,
): Promise<void> {
  const range = await openRange(s3, reference);
  const compressed: Transform = compression === 'zstd' ? zlib.createZstdCompress() : zlib.createGzip();
  // Errors reach the upload by way of the last stream.
  pipeline(range, new RangeCheck(reference), compressed, () => undefined);
  const params = { Bucket: bucket, Key: key, Body: compressed, ContentType: contentType };
  await new Upload({ client: s3, params, queueSize: 2 }).done();
}

/** Error codes of S3 by which it says that the range will never be there again. */
const goneForGood = new Set([
  'NoSuchKey',
  'NoSuchVersion',
  'NoSuchBucket',
  'MethodNotAllowed',
  'InvalidRange',
]);

const gzipMagic = Buffer.from('1f8b', 'hex');

/**
 * Opens the bytes that a reference stands for, in the very version of the object that it was made of. Of an object that is
 * gzip these are unpacked bytes: then it is read, and unpacked, from its start.
 *
 * @throws {@link SinkRefusalError} if they are gone for good.
 */
async function openRange(s3: Pick<S3Client, 'send'>, reference: Block): Promise<Readable> {
  const { offset, rawLength } = reference;
  const end = offset + rawLength;
  const head = await open(s3, reference, `bytes=0-${gzipMagic.length - 1}`);
  const isGzip = Buffer.concat(await head.toArray()).equals(gzipMagic);
  if (!isGzip) return open(s3, reference, `bytes=${offset}-${end - 1}`);
  const packed = await open(s3, reference, undefined);
  return Readable.from(sliceBytes(gunzipInput(packed), offset, end), { objectMode: false });
}

async function open(
  s3: Pick<S3Client, 'send'>,
  reference: Block,
  range: string | undefined,
): Promise<Readable> {
  const { bucket, key, versionId } = reference.source;
  const command = new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId, Range: range });
  try {
    const { Body: body } = await s3.send(command);
    if (body instanceof Readable) return body;
  } catch (cause) {
    if (!(cause instanceof Error) || !goneForGood.has(cause.name)) throw cause;
    throw new SinkRefusalError(`What ${blockId(reference)} refers to is gone: ${cause.name}`, { cause });
  }
  throw new Error('S3 answered without a body');
}

async function* sliceBytes(chunks: AsyncIterable<Uint8Array>, start: number, end: number) {
  let offset = 0;
  for await (const chunk of chunks) {
    const part = chunk.subarray(Math.max(0, start - offset), Math.max(0, end - offset));
    if (part.length > 0) yield part;
    offset += chunk.length;
    if (offset >= end) return;
  }
}

/** Size of the pieces that are passed on, in bytes. */
const pieceBytes = 131_072;

/**
 * Passes the bytes of a reference on and fails, at their end, if they are not those that it stands for.
 *
 * All pieces but the last have the same size, however the bytes arrive: what zstd makes of a stream depends on its pieces,
 * and an archive must be the same on every redelivery.
 */
export class RangeCheck extends Transform {
  readonly #reference: Block;
  #piece = Buffer.alloc(0);
  #length = 0;
  #crc32 = 0;

  constructor(reference: Block) {
    // Object mode keeps the pieces as they are: byte mode may join those that wait.
    super({ readableObjectMode: true, readableHighWaterMark: 2 });
    this.#reference = reference;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    this.#length += chunk.length;
    this.#crc32 = crc32(chunk, this.#crc32);
    let rest = Buffer.concat([this.#piece, chunk]);
    for (; rest.length >= pieceBytes; rest = rest.subarray(pieceBytes))
      this.push(rest.subarray(0, pieceBytes));
    this.#piece = rest;
    callback();
  }

  override _flush(callback: TransformCallback): void {
    const { rawLength, referenceCrc32 } = this.#reference;
    if (this.#length === rawLength && this.#crc32 === referenceCrc32) callback(null, this.#piece);
    else callback(this.#difference());
  }

  #difference(): Error {
    const { rawLength } = this.#reference;
    const id = blockId(this.#reference);
    // A body that breaks off ends early: it may come whole the next time.
    if (this.#length < rawLength) return new Error(`Reading ${id} broke off after ${this.#length} bytes`);
    return new SinkRefusalError(`The object has other bytes at ${id} than the reference stands for`);
  }
}
