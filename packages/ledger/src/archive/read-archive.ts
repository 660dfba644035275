import { Readable, pipeline } from 'node:stream';
// The default import: Node.js 20 has no zstd, and importing a missing name is an error.
import zlib from 'node:zlib';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import {
  type ArchiveName,
  type ObjectVersion,
  archivePrefix,
  parseArchiveKey,
} from '@headwaters/pipeline-contract';
import { ZstdUnavailableError, carriedBlock, decodeRecord, zstdIsAvailable } from '@headwaters/record-codec';
import { ArchiveGapError } from '../errors.js';
import { PartCollector } from './part-collector.js';
import { listObjects } from '../s3-objects.js';

/** An object of the archive. */
export interface ArchivedObject {
  readonly key: string;
  /** Opens its stored, compressed bytes. Not called if they are not needed. */
  open(): AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>;
}

/**
 * Reads an upload back from its archive, for every wire profile: its objects in listing order, decompressed. What a range has in
 * common with those before it is skipped, because runs of plain records that were delivered again may overlap. Parts of a range
 * are reassembled by offset.
 *
 * Streams. Memory: one chunk, or the parts of one range.
 *
 * @param listing - The objects of one object version, in the order of their keys. Objects with other keys are ignored.
 * @returns The bytes of the (gunzipped) object from its start. Compare their number with the size in the producer's receipts: the
 * archive does not know the end.
 * @throws {@link ArchiveGapError} if bytes are missing before some that are archived.
 */
export async function* readArchive(
  listing: Iterable<ArchivedObject> | AsyncIterable<ArchivedObject>,
): AsyncGenerator<Uint8Array, void> {
  const parts = new PartCollector();
  let position = 0;
  for await (const object of listing) {
    const name = parseArchiveKey(object.key);
    if (name === undefined || (name.endOffset ?? Infinity) <= position) continue;
    const pieces = name.isPart ? readPart(object, parts) : readRange(object, name);
    for await (const { offset, bytes } of pieces) {
      if (offset > position) throw new ArchiveGapError({ start: position, end: offset }, object.key);
      if (offset + bytes.length <= position) continue;
      yield bytes.subarray(position - offset);
      position = offset + bytes.length;
    }
  }
}

/** Bytes at an offset of the object. */
interface Piece {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

async function* readRange(
  object: ArchivedObject,
  { offset, compression }: ArchiveName,
): AsyncGenerator<Piece, void> {
  if (compression === 'zstd' && !zstdIsAvailable()) throw new ZstdUnavailableError();
  const decompressor = compression === 'zstd' ? zlib.createZstdDecompress() : zlib.createGunzip();
  let start = offset;
  // Errors reach the reader through the last stream.
  pipeline(Readable.from(await object.open(), { objectMode: false }), decompressor, () => undefined);
  for await (const bytes of decompressor as AsyncIterable<Uint8Array>) {
    yield { offset: start, bytes };
    start += bytes.length;
  }
}

/** Yields the complete range once its last part is read. */
async function* readPart(object: ArchivedObject, parts: PartCollector): AsyncGenerator<Piece, void> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await object.open()) chunks.push(chunk);
  const carried = carriedBlock(decodeRecord(Buffer.concat(chunks)), '');
  if (carried?.part === undefined) return;
  const outcome = parts.add(carried, carried.part);
  if (typeof outcome !== 'string') yield outcome;
}

/** Lists what an archive bucket has of an object version, for {@link readArchive}. Needs s3:ListBucket and s3:GetObject. */
export async function* listArchive(
  s3: S3Client,
  bucket: string,
  source: ObjectVersion,
): AsyncGenerator<ArchivedObject, void> {
  for await (const { key } of listObjects(s3, { bucket, prefix: archivePrefix(source) })) {
    yield { key, open: () => openObject(s3, bucket, key) };
  }
}

async function openObject(s3: S3Client, bucket: string, key: string): Promise<AsyncIterable<Uint8Array>> {
  const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return body as Readable;
}
