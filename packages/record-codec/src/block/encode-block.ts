import { checkBytes } from '../checks.js';
import { InvalidOptionError } from '../errors.js';
import { maxBlockRawBytes, maxFramedBodyBytes } from '../limits.js';
import { nodeZlib, zstdIsAvailable } from '../node-zlib.js';
import { writeMetadata } from './block-metadata.js';
import type { Block, BlockCompression } from './block.js';
import { writeGzipBlock } from './gzip-framing.js';
import { writeZstdBlock } from './zstd-framing.js';

/**
 * Encodes a block as the data of one Kinesis record, which stays within 1 MiB with any partition key. `zcat` and
 * `zstd -d` read it, alone or many in a row. Format: FORMAT.md.
 *
 * @param options.compression - `auto` (default) is zstd where the running Node has it, else gzip. What does not shrink is
 * stored as it is.
 * @throws {@link LimitExceededError} above maxBlockRawBytes, or with metadata above maxMetadataBytes.
 * @throws {@link ZstdUnavailableError} if zstd is asked for where there is none.
 * @throws {@link InvalidOptionError} if the block contradicts itself.
 */
export function encodeBlock(
  block: Block,
  options: { compression?: 'auto' | BlockCompression } = {},
): Uint8Array {
  checkBlock(block);
  const { bytes, referenceCrc32, ...described } = block;
  const bodyCrc32 = nodeZlib().crc32(bytes);
  const metadata = writeMetadata({ ...described, crc32: referenceCrc32 ?? bodyCrc32 });
  const compression = resolveCompression(options.compression ?? 'auto');
  if (compression === 'zstd') return writeZstdBlock(bytes, metadata);
  return writeGzipBlock({ bytes, crc32: bodyCrc32 }, metadata, compression);
}

function resolveCompression(compression: 'auto' | BlockCompression): BlockCompression {
  if (compression !== 'auto') return compression;
  return zstdIsAvailable() ? 'zstd' : 'gzip';
}

function checkBlock({ bytes, rawLength, isReference, referenceCrc32, layout }: Block): void {
  const limitBytes = layout === 'framed' ? maxFramedBodyBytes : maxBlockRawBytes;
  checkBytes('body of a block', bytes.length, limitBytes, 'Split it, or send a reference to its byte range.');
  if (isReference !== (referenceCrc32 !== undefined) || bytes.length !== (isReference ? 0 : rawLength)) {
    throw new InvalidOptionError(
      'A reference has referenceCrc32 and no bytes; every other block has rawLength bytes and no referenceCrc32.',
    );
  }
}
