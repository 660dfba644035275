import { littleEndian } from '../bytes/little-endian.js';
import { nodeZlib } from '../runtime/node-zlib.js';
import { outputChunkBytes } from './output-chunk-bytes.js';
import { gzipHeader, gzipSubfieldId, magic } from './block-layout.js';

/**
 * Frames a body as one gzip member that carries the metadata in its extra field.
 *
 * @param body.crc32 - Of `body.bytes`: a gzip reader checks it.
 * @param metadata - At most maxMetadataBytes: the extra field holds 65,535.
 */
export function writeGzipBlock(
  body: { bytes: Uint8Array; crc32: number },
  metadata: Buffer,
  compression: 'gzip' | 'none',
): Buffer {
  const subfieldLength = magic.length + metadata.length;
  return Buffer.concat([
    gzipHeader,
    littleEndian(4 + subfieldLength, 2),
    gzipSubfieldId,
    littleEndian(subfieldLength, 2),
    magic,
    metadata,
    ...deflate(body.bytes, compression),
    littleEndian(body.crc32, 4),
    littleEndian(body.bytes.length, 4),
  ]);
}

/**
 * Level 1 takes a third of level 6's time; a cell of log lines costs 11 payload units instead of 10. A window of 16 KiB
 * is a twentieth faster than one of 32 on log lines, for 0.3 % more bytes (1.7 % of JSON).
 */
const deflateOptions = { level: 1, memLevel: 9, windowBits: 14 };

function deflate(bytes: Uint8Array, compression: 'gzip' | 'none'): Uint8Array[] {
  if (compression === 'none') return store(bytes);
  const deflated = nodeZlib().deflateRawSync(bytes, {
    ...deflateOptions,
    chunkSize: outputChunkBytes(bytes.length),
  });
  return deflated.length < bytes.length || bytes.length === 0 ? [deflated] : store(bytes);
}

const maxStoredBytes = 65_535;

/** RFC 1951, 3.2.4: a stored block is 3 bits and padding, the length, its complement, the bytes. */
function store(bytes: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let start = 0;
  do {
    const end = Math.min(start + maxStoredBytes, bytes.length);
    const length = end - start;
    parts.push(
      littleEndian(end === bytes.length ? 1 : 0, 1),
      littleEndian(length, 2),
      littleEndian(~length & 0xffff, 2),
    );
    parts.push(bytes.subarray(start, end));
    start = end;
  } while (start < bytes.length);
  return parts;
}
