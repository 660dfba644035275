import { blockId, type Block, type BlockSource } from '../block/block.js';
import { CorruptRecordError, InvalidOptionError } from '../errors.js';
import { nodeZlib } from '../node-zlib.js';

/** A byte range of an object (unpacked if the object is gzip or zstd). */
export interface SourceRange {
  readonly source: BlockSource;
  /** In bytes. */
  readonly offset: number;
  /** In bytes. */
  readonly length: number;
}

/**
 * Reads the record that a reference refers to, and verifies its length and checksum.
 *
 * @param reference - A block with `isReference`.
 * @param readRange - Reads a range of the object, e.g. by GetObject with `Range`, or by {@link readContentRange}, which also
 * handles gzip and zstd.
 * @returns The record with its line terminator.
 * @throws {@link CorruptRecordError} if length or checksum differ: the object has changed.
 * @throws {@link InvalidOptionError} if the block is not a reference.
 */
export async function resolveReference(
  reference: Block,
  readRange: (range: SourceRange) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const { source, offset, rawLength, isReference, referenceCrc32 } = reference;
  const id = blockId(reference);
  if (!isReference) throw new InvalidOptionError(`Block ${id} is not a reference: it contains its bytes.`);
  const bytes = await readRange({ source, offset, length: rawLength });
  if (bytes.length === rawLength && nodeZlib().crc32(bytes) === referenceCrc32) return bytes;
  throw new CorruptRecordError(
    `The ${bytes.length} bytes read for reference ${id} do not match its length (${rawLength} bytes) or checksum.`,
  );
}
