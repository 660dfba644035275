import { type Block, type BlockSource, blockId } from '../block/block.js';
import { CorruptRecordError, InvalidOptionError } from '../errors.js';
import { nodeZlib } from '../node-zlib.js';

/** Bytes of an object: `length` of them from `offset` on. */
export interface SourceRange {
  readonly source: BlockSource;
  readonly offset: number;
  readonly length: number;
}

/**
 * Reads the record that a reference stands for, and checks that it is the one that was meant.
 *
 * @param reference - A block with `isReference`.
 * @param readRange - Reads a range of the source (gunzipped, if the object is gzip), e.g. by GetObject with Range.
 * @returns The record, its line terminator included.
 * @throws {@link CorruptRecordError} if the range has another length or checksum: the object is not what it was.
 * @throws {@link InvalidOptionError} if the block is no reference.
 */
export async function resolveReference(
  reference: Block,
  readRange: (range: SourceRange) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const { source, offset, rawLength, isReference, referenceCrc32 } = reference;
  if (!isReference)
    throw new InvalidOptionError(`The block ${blockId(reference)} is no reference: it has its bytes.`);
  const bytes = await readRange({ source, offset, length: rawLength });
  if (bytes.length === rawLength && nodeZlib().crc32(bytes) === referenceCrc32) return bytes;
  throw new CorruptRecordError(
    `The ${bytes.length} bytes read for ${blockId(reference)} are not the ${rawLength} that the reference stands for.`,
  );
}
