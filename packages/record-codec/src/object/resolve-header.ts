import { blockId, type Block } from '../block/block.js';
import { CorruptRecordError } from '../errors.js';
import { nodeZlib } from '../node-zlib.js';
import type { SourceRange } from './resolve-reference.js';

/**
 * Returns the header of a CSV block: the first row of its object, with its terminator. Blocks repeat it up to 49,152 bytes; a longer
 * one is read from the object and verified. It is the same for all blocks of an object, so read it once.
 *
 * @param readRange - Reads a range of the object, as for {@link resolveReference}.
 * @returns undefined if the blocks of the object have no header.
 * @throws {@link CorruptRecordError} if length or checksum differ: the object has changed.
 */
export async function resolveHeader(
  block: Pick<Block, 'source' | 'header' | 'headerReference'>,
  readRange: (range: SourceRange) => Promise<Uint8Array>,
): Promise<Uint8Array | undefined> {
  const { source, header, headerReference } = block;
  if (header !== undefined || headerReference === undefined) return header;
  const { length, crc32 } = headerReference;
  const bytes = await readRange({ source, offset: 0, length });
  if (bytes.length === length && nodeZlib().crc32(bytes) === crc32) return bytes;
  throw new CorruptRecordError(
    `The ${bytes.length} bytes read for the header of ${blockId({ source, offset: 0 })} do not match its length (${length} bytes) or checksum.`,
  );
}
