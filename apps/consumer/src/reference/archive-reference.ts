import { pipeline, type Transform } from 'node:stream';
// The whole module: Node 20 has no zstd, and to import a name that is not there is an error.
import zlib from 'node:zlib';
import type { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { Block } from '@headwaters/record-codec';
import { openRange } from './open-range.js';
import { RangeCheck } from './range-check.js';

/** Where the bytes of a reference go, and how they are compressed on the way. */
export interface ReferenceDestination {
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
