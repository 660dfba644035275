import { littleEndian } from '../bytes/byte-writer.js';
import { CorruptRecordError } from '../errors.js';
import { nodeZlib } from '../node-zlib.js';
import { type BlockEnvelope, hasSignature, magic, outputChunkBytes } from './block-framing.js';

/** RFC 1952: FLG is FEXTRA alone, no time, unknown system. */
const gzipHeader = Buffer.from('1f8b08040000000000ff', 'hex');
/** XLEN, then the subfield that holds magic and metadata: its id, its length, the magic, the metadata. */
const gzipExtraLengthOffset = 10;
const gzipSubfieldIdOffset = 12;
const gzipSubfieldLengthOffset = 14;
const gzipMagicOffset = 16;
const gzipMetadataOffset = 24;
/** 'H' 'W'. */
const gzipSubfieldId = Buffer.from('HW', 'latin1');
/** CRC-32 and ISIZE. */
export const gzipTrailerBytes = 8;

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

/**
 * Takes a block in the gzip profile apart.
 *
 * @returns undefined if `data` is something else.
 * @throws {@link CorruptRecordError} if it is a block whose framing is damaged.
 */
export function readGzipEnvelope(data: Buffer): BlockEnvelope | undefined {
  const isBlock = hasSignature(data, 'gzip', [
    { offset: 0, bytes: gzipHeader },
    { offset: gzipSubfieldIdOffset, bytes: gzipSubfieldId },
    { offset: gzipMagicOffset, bytes: magic },
  ]);
  if (!isBlock) return undefined;
  const extraLength = data.readUInt16LE(gzipExtraLengthOffset);
  const subfieldLength = data.readUInt16LE(gzipSubfieldLengthOffset);
  const bodyOffset = gzipMagicOffset + subfieldLength;
  if (extraLength !== subfieldLength + 4 || bodyOffset < gzipMetadataOffset) {
    throw new CorruptRecordError('The lengths in the header of a gzip block contradict each other.');
  }
  if (bodyOffset + gzipTrailerBytes >= data.length) {
    throw new CorruptRecordError('A gzip block ends within its header.');
  }
  return {
    compression: 'gzip',
    metadata: data.subarray(gzipMetadataOffset, bodyOffset),
    payload: data.subarray(bodyOffset),
  };
}
