import { checkBytes } from '../checks.js';
import { InvalidOptionError } from '../errors.js';
import { maxBlockRawBytes, maxFramedBodyBytes } from '../limits.js';
import { nodeZlib, zstdIsAvailable } from '../node-zlib.js';
import { writeMetadata } from './block-metadata.js';
import type { Block, BlockCompression } from './block.js';
import { headerRoomBytes } from './csv-header.js';
import { writeGzipBlock } from './gzip-framing.js';
import { writeZstdBlock } from './zstd-framing.js';

/**
 * Encodes a block as the data of one Kinesis record. With any partition key, the Kinesis record stays within 1 MiB.
 * `zcat` or `zstd -d` decompress the result, also several results concatenated.
 *
 * Format: FORMAT.md, "Framings".
 *
 * @param options.compression - `auto` is zstd if the running Node.js supports it, else gzip. With `gzip`, a body that does
 * not get smaller is stored uncompressed. Default: `auto`.
 * @throws {@link LimitExceededError} if the body exceeds {@link maxBlockRawBytes} (framed: {@link maxFramedBodyBytes}), less the
 * length of a header above {@link maxPlainHeaderBytes} that it repeats, or the metadata exceeds {@link maxMetadataBytes}.
 * @throws {@link ZstdUnavailableError} for `zstd`, if the running Node.js does not support it.
 * @throws {@link InvalidOptionError} if fields of the block contradict each other.
 */
export function encodeBlock(
  block: Block,
  options: { compression?: 'auto' | BlockCompression } = {},
): Uint8Array {
  checkBlock(block);
  const { bytes, referenceCrc32, ...fields } = block;
  const bodyCrc32 = nodeZlib().crc32(bytes);
  const metadata = writeMetadata({ ...fields, crc32: referenceCrc32 ?? bodyCrc32 });
  const compression = resolveCompression(options.compression ?? 'auto');
  if (compression === 'zstd') return writeZstdBlock(bytes, metadata);
  return writeGzipBlock({ bytes, crc32: bodyCrc32 }, metadata, compression);
}

function resolveCompression(compression: 'auto' | BlockCompression): BlockCompression {
  if (compression !== 'auto') return compression;
  return zstdIsAvailable() ? 'zstd' : 'gzip';
}

function checkBlock(block: Block): void {
  const { bytes, rawLength, isReference, referenceCrc32, layout } = block;
  const limitBytes = (layout === 'framed' ? maxFramedBodyBytes : maxBlockRawBytes) - headerRoomBytes(block);
  checkBytes('body of a block', bytes.length, limitBytes, 'Split it, or send a reference to its byte range.');
  if (isReference !== (referenceCrc32 !== undefined) || bytes.length !== (isReference ? 0 : rawLength)) {
    throw new InvalidOptionError(
      'A reference needs referenceCrc32 and no bytes; any other block needs rawLength bytes and no referenceCrc32.',
    );
  }
}
