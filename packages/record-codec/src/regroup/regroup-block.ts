import { blockRecords } from '../block/block-records.js';
import type { Block } from '../block/block.js';
import { headerRoomBytes } from '../block/csv-header.js';
import { memoryOf, viewOf } from '../bytes/byte-views.js';
import { ByteWriter } from '../bytes/byte-writer.js';
import { checkInteger } from '../checks.js';
import { InvalidOptionError } from '../errors.js';
import { maxBlockRawBytes } from '../limits.js';
import { nodeZlib } from '../node-zlib.js';
import type { RecordKey } from './record-keys.js';

/** Most bytes that the numbers before a record take: two varints of 8 bytes, one of 3. */
const maxRecordPrefixBytes = 19;

/**
 * Divides a block's records into slots by a key in each record. Records with the same key get the same slot, so giving
 * each slot a partition key of its own keeps the order per key. The result depends on the block and the options alone.
 *
 * @param block - Of layout `lines`, `csv` or `whole`. A reference is returned unchanged: its record cannot be read here.
 * @param options.keyOf - Returns the key of a record, given without its line terminator. See {@link jsonPointerKey}.
 * @param options.slotCount - Number of slots, 1 to 65,536.
 * @returns Framed blocks, each with its `part`. The range is complete when all of them have arrived.
 * @throws {@link InvalidOptionError} if `slotCount` is out of range or the block is already framed.
 */
export function regroupBlock(block: Block, options: { keyOf: RecordKey; slotCount: number }): Block[] {
  const { keyOf, slotCount } = options;
  if (block.layout === 'framed') throw new InvalidOptionError('The block is already regrouped.');
  checkInteger('slotCount', slotCount, 1, 65_536);
  if (block.isReference) return [block];
  const { crc32 } = nodeZlib();
  const openBodies = new Map<number, FramedBody>();
  const bodies: FramedBody[] = [];
  const memory = memoryOf(block.bytes);
  const maxBytes = maxBlockRawBytes - headerRoomBytes(block);
  const records = [...blockRecords(block)];
  for (const [index, { bytes, offset, lineNumber }] of records.entries()) {
    const slot = crc32(keyOf(bytes, { offset, block })) % slotCount;
    const nextOffset = records[index + 1]?.offset ?? block.offset + block.bytes.length;
    const bytesWithTerminator = viewOf(memory, offset - block.offset, nextOffset - block.offset);
    const record = { offset, lineNumber, bytes: bytesWithTerminator };
    if (openBodies.get(slot)?.add(record) === true) continue;
    const body = new FramedBody(slot, record, maxBytes);
    openBodies.set(slot, body);
    bodies.push(body);
  }
  return bodies.map((body, index) => toBlock(block, body, { index, count: bodies.length }));
}

function toBlock(block: Block, body: FramedBody, position: { index: number; count: number }): Block {
  const { slot, offset, lineNumber, recordCount } = body;
  const part = { slot, ...position, rangeOffset: block.offset, rangeLength: block.rawLength };
  const bytes = body.written();
  return {
    ...block,
    offset,
    lineNumber,
    recordCount,
    rawLength: bytes.length,
    layout: 'framed',
    part,
    bytes,
  };
}

/** A record with its position in the object and its line terminator. */
interface PositionedRecord {
  readonly offset: number;
  readonly lineNumber: number;
  readonly bytes: Uint8Array;
}

/** Builds the body of a framed block. Its encoding is described at `framedRecords` in block-records.ts. */
class FramedBody {
  readonly slot: number;
  /** Offset and line number of the first record. */
  readonly offset: number;
  readonly lineNumber: number;
  recordCount = 0;
  #previous: { offset: number; lineNumber: number };
  readonly #writer = new ByteWriter();
  readonly #maxBytes: number;

  constructor(slot: number, first: PositionedRecord, maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.slot = slot;
    this.offset = first.offset;
    this.lineNumber = first.lineNumber;
    this.#previous = first;
    this.#write(first);
  }

  /** Adds the next record. Returns false, and adds nothing, if the body would exceed the limit. */
  add(record: PositionedRecord): boolean {
    const maxLength = this.#writer.written().length + maxRecordPrefixBytes + record.bytes.length;
    if (maxLength > this.#maxBytes) return false;
    this.#write(record);
    return true;
  }

  written(): Buffer {
    return this.#writer.written();
  }

  #write({ offset, lineNumber, bytes }: PositionedRecord): void {
    this.#writer.varint(offset - this.#previous.offset);
    this.#writer.varint(lineNumber - this.#previous.lineNumber);
    this.#writer.lengthPrefixed(bytes);
    this.#previous = { offset, lineNumber };
    this.recordCount++;
  }
}
