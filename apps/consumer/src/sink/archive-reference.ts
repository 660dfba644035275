import { Readable, Transform, pipeline, type TransformCallback } from 'node:stream';
// The default import: Node.js 20 has no zstd, and importing a missing name is an error.
import zlib, { crc32 } from 'node:zlib';
import type { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { binaryContentType, largestExpansionRatio } from '@headwaters/pipeline-contract';
import {
  blockId,
  blockRange,
  readContentRange,
  type Block,
  type ByteChunks,
  type ContentRange,
} from '@headwaters/record-codec';
import { SinkRefusalError } from '../errors.js';
import type { OpenSource } from './source-object.js';

/** What archiving depends on. */
export interface ArchivePorts {
  readonly openSource: OpenSource;
  readonly s3: S3Client;
}

/** Where and in which format to archive the record that a reference stands for. */
export interface ReferenceDestination {
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string;
  readonly compression: 'gzip' | 'zstd';
  /** Stops the upload. */
  readonly signal: AbortSignal;
}

/**
 * Archives the record that a reference stands for. Reads it from the version of the object that the reference names. If
 * the upload fails, no object is created.
 *
 * Memory: two upload parts of 5 MiB.
 *
 * @throws {@link SinkRefusalError} if the bytes of the object do not match the reference.
 * @throws the error of `openSource`, or of S3 if the upload fails.
 */
export async function archiveReference(
  { openSource, s3 }: ArchivePorts,
  reference: Block,
  { bucket, key, contentType, compression, signal }: ReferenceDestination,
): Promise<void> {
  const compressor: Transform = compression === 'zstd' ? zlib.createZstdCompress() : zlib.createGzip();
  // Errors reach the upload through the last stream.
  pipeline(openRange(openSource, reference, signal), new RangeCheck(reference), compressor, () => undefined);
  const params = { Bucket: bucket, Key: key, Body: compressor, ContentType: contentType };
  const upload = new Upload({ client: s3, params, queueSize: 2 });
  const stop = () => void upload.abort();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await upload.done();
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/**
 * Opens the bytes that a reference stands for. Offsets count unpacked bytes if the object is gzip or zstd, unless it is binary. How far
 * it may expand is for the producer to decide, which has read it before.
 */
function openRange(openSource: OpenSource, reference: Block, signal: AbortSignal): Readable {
  const open = ({ start, end }: ContentRange) => {
    const isEntireObject = start === 0 && end === undefined;
    const range = isEntireObject ? undefined : `bytes=${start}-${end === undefined ? '' : end - 1}`;
    return openSource({ reference, range, signal });
  };
  const range = blockRange(reference);
  const content =
    reference.contentType === binaryContentType
      ? readStored(open, range)
      : readContentRange(open, range, { maxRatio: largestExpansionRatio });
  return Readable.from(content, { objectMode: false });
}

async function* readStored(
  open: (range: ContentRange) => ByteChunks | Promise<ByteChunks>,
  range: ContentRange,
): AsyncGenerator<Uint8Array, void> {
  yield* await open(range);
}

/** Size of the chunks that are passed on, in bytes. */
const chunkBytes = 131_072;

/**
 * Passes the bytes of a reference on, and fails at their end if they do not match it.
 *
 * All chunks but the last have the same size, regardless of how the bytes arrive: the output of zstd depends on the chunks of its
 * input, and a redelivery must produce the same archive.
 */
export class RangeCheck extends Transform {
  readonly #reference: Block;
  #chunk = Buffer.alloc(0);
  #length = 0;
  #crc32 = 0;

  constructor(reference: Block) {
    // Object mode preserves the chunks: byte mode may join those that are queued.
    super({ readableObjectMode: true, readableHighWaterMark: 2 });
    this.#reference = reference;
  }

  override _transform(input: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    this.#length += input.length;
    this.#crc32 = crc32(input, this.#crc32);
    let rest = Buffer.concat([this.#chunk, input]);
    for (; rest.length >= chunkBytes; rest = rest.subarray(chunkBytes)) {
      this.push(rest.subarray(0, chunkBytes));
    }
    this.#chunk = rest;
    callback();
  }

  override _flush(callback: TransformCallback): void {
    const { rawLength, referenceCrc32 } = this.#reference;
    if (this.#length === rawLength && this.#crc32 === referenceCrc32) callback(null, this.#chunk);
    else callback(this.#mismatch());
  }

  #mismatch(): Error {
    const { rawLength } = this.#reference;
    const id = blockId(this.#reference);
    // A body that breaks off ends early: the next delivery may read all of it.
    if (this.#length < rawLength) return new Error(`Reading ${id} broke off after ${this.#length} bytes`);
    return new SinkRefusalError(`The object's bytes at ${id} do not match the reference`);
  }
}
