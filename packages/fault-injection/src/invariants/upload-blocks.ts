import { crc32 } from 'node:zlib';
import { type CollectedRange, PartCollector } from '@headwaters/ledger';
import { type CarriedBlock, blockId, sourceDigest } from '@headwaters/record-codec';
import type { Upload } from '../evidence/evidence.js';

/** What can carry a range of an object: a Kinesis record, or an archived object. */
export interface Carrier {
  readonly carried: CarriedBlock | undefined;
}

/** Returns what a Kinesis record or an archived object carries if it belongs to this upload; otherwise undefined. */
export function blockOfUpload(carried: CarriedBlock | undefined, upload: Upload): CarriedBlock | undefined {
  return carried?.sourceDigest === digestOfUpload(upload) ? carried : undefined;
}

const digests = new WeakMap<Upload, string>();

function digestOfUpload(upload: Upload): string {
  const { bucket, file, versionId } = upload;
  const digest = digests.get(upload) ?? sourceDigest({ bucket, key: file.key, versionId });
  digests.set(upload, digest);
  return digest;
}

/** Returns the id of what is carried: `bucket/key@versionId#offset`, or `digest#offset` for a plain record. */
export function carriedId({ source, sourceDigest: digest, offset }: CarriedBlock): string {
  return source === undefined ? `${digest}#${offset}` : blockId({ source, offset });
}

/** A range of an upload, and how it was carried. */
export type Piece = CarriedBlock | CollectedRange;

/**
 * Returns the pieces of an upload that Kinesis records or archived objects contain: its blocks and, for parts, each
 * regrouped range of which all parts are present.
 *
 * @throws `PartsMismatchError` if the parts of a range don't match.
 */
export function filePieces(carriers: Iterable<Carrier>, upload: Upload): Piece[] {
  const parts = new PartCollector();
  return [...carriers].flatMap(({ carried }): Piece[] => {
    const block = blockOfUpload(carried, upload);
    if (block === undefined) return [];
    if (block.part === undefined) return [block];
    const outcome = parts.add(block, block.part);
    return typeof outcome === 'string' ? [] : [outcome];
  });
}

/** Whether a piece has the bytes of its upload. Of a reference, the checksum counts. */
export function hasContent(piece: Piece, content: Buffer): boolean {
  const { offset, rawLength } = piece;
  const expected = content.subarray(offset, offset + rawLength);
  if (expected.length !== rawLength) return false;
  if (!('wire' in piece)) return expected.equals(piece.bytes);
  const { reference } = piece;
  return reference === undefined
    ? expected.equals(piece.bytes())
    : crc32(expected) === reference.referenceCrc32;
}
