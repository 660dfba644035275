import { ByteReader } from '../bytes/byte-reader.js';
import { memoryOf } from '../bytes/memory-of.js';
import type { Block } from './block.js';
import { BlockRecord } from './block-record.js';
import { withoutTerminator } from './without-terminator.js';
import { asBuffer } from '../bytes/as-buffer.js';

/**
 * Walks the records of a framed block. Before each: how far its offset and its line number are above those of the record
 * before (the first: above the block's own), and its length in bytes, as varints.
 *
 * @throws {@link CorruptRecordError} if a length leads out of the block.
 */
export function* framedRecords(block: Block): Generator<BlockRecord, void> {
  const bytes = asBuffer(block.bytes);
  const memory = memoryOf(bytes);
  const reader = new ByteReader(bytes);
  let { offset, lineNumber } = block;
  while (!reader.atEnd) {
    offset += reader.varint();
    lineNumber += reader.varint();
    const { length } = reader.prefixed();
    const start = reader.position - length;
    yield new BlockRecord(block, memory, {
      start,
      end: withoutTerminator(bytes, start, reader.position),
      lineNumber,
      offset,
    });
  }
}
