import { ByteReader } from '../bytes/byte-reader.js';
import { ByteWriter } from '../bytes/byte-writer.js';
import { CorruptRecordError } from '../errors.js';
import { maxHeaderBytes, maxPlainHeaderBytes } from '../limits.js';
import { nodeZlib } from '../node-zlib.js';
import type { Block, HeaderReference } from './block.js';

/*
 * The first row of a CSV object is repeated by all of its blocks, so that each can be read alone: up to maxPlainHeaderBytes
 * unchanged, up to maxHeaderBytes deflated. All blocks name a longer one by its length and checksum.
 */

/**
 * Returns by how many bytes the body of a block must be shorter, because it shares the Kinesis record with the header. It
 * depends on the raw length, so that block boundaries do not depend on the version of a compressor.
 */
export function headerRoomBytes({ header, headerReference }: BlockHeader): number {
  const length = headerReference === undefined ? (header?.length ?? 0) : 0;
  return length > maxPlainHeaderBytes && length <= maxHeaderBytes ? length : 0;
}

type BlockHeader = Pick<Block, 'header' | 'headerReference'>;

/** Returns what stands for a header in metadata. */
export function headerReferenceTo(header: Uint8Array): HeaderReference {
  return { length: header.length, crc32: nodeZlib().crc32(header) };
}

/** All blocks of an object share one header. */
const deflatedHeaders = new WeakMap<Uint8Array, Buffer>();

/** Returns the raw length as a varint, then the deflated header. */
export function deflateHeader(header: Uint8Array): Buffer {
  const known = deflatedHeaders.get(header);
  if (known !== undefined) return known;
  const writer = new ByteWriter();
  writer.varint(header.length);
  writer.bytes(nodeZlib().deflateRawSync(header));
  deflatedHeaders.set(header, writer.written());
  return writer.written();
}

/** @throws {@link CorruptRecordError} if the data is damaged or has another length than it declares. */
export function inflateHeader(content: Buffer): Buffer {
  const reader = new ByteReader(content);
  const length = reader.varint();
  if (length > maxHeaderBytes)
    throw new CorruptRecordError(
      `A header declares ${length} bytes; the format has at most ${maxHeaderBytes}.`,
    );
  let header: Buffer;
  try {
    const options = { chunkSize: length + 64, maxOutputLength: Math.max(length, 1) };
    header = nodeZlib().inflateRawSync(content.subarray(reader.position), options);
  } catch (cause) {
    throw new CorruptRecordError('The header of a block is damaged.', { cause });
  }
  if (header.length === length) return header;
  throw new CorruptRecordError(`A header declares ${length} bytes but has ${header.length}.`);
}
