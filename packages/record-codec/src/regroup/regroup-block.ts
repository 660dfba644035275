import { blockRecords } from '../block/block-records.js';
import type { Block } from '../block/block.js';
import { memoryOf, viewOf } from '../bytes/byte-views.js';
import { ByteWriter } from '../bytes/byte-writer.js';
import { checkWholeNumber } from '../checks.js';
import { InvalidOptionError } from '../errors.js';
import { maxBlockRawBytes } from '../limits.js';
import { nodeZlib } from '../node-zlib.js';

/**
 * Divides a block's records by their own keys: records with one key come into one slot, so that the order per key is kept
 * by giving each slot a partition key. The result is a pure function of the block, as the block is of the object.
 *
 * @param block - Of layout `lines`, `csv` or `whole`. A reference comes back as it is: its key can't be read.
 * @param options.keyOf - The key of a record (without its terminator), e.g. {@link jsonPointerKey}.
 * @param options.slotCount - How many slots there are, 1 to 65,536.
 * @returns Framed blocks, each with its `part`: the range is complete when all of them have arrived.
 * @throws {@link InvalidOptionError} if slotCount is out of its range or the block is framed already.
 */
export function regroupBlock(
  block: Block,
  options: { keyOf: (record: Uint8Array) => string; slotCount: number },
): Block[] {
  const { keyOf, slotCount } = options;
  if (block.layout === 'framed') throw new InvalidOptionError('The block is regrouped already.');
  checkWholeNumber('slotCount', slotCount, 1, 65_536);
  if (block.isReference) return [block];
  const { crc32 } = nodeZlib();
  const openBodies = new Map<number, FramedBody>();
  const bodies: FramedBody[] = [];
  const memory = memoryOf(block.bytes);
  const records = [...blockRecords(block)];
  for (const [index, { bytes, offset, lineNumber }] of records.entries()) {
    const slot = crc32(keyOf(bytes)) % slotCount;
    const nextOffset = records[index + 1]?.offset ?? block.offset + block.bytes.length;
    const range = viewOf(memory, offset - block.offset, nextOffset - block.offset);
    const record = { offset, lineNumber, bytes: range };
    if (openBodies.get(slot)?.add(record) === true) continue;
    const body = new FramedBody(slot, record);
    openBodies.set(slot, body);
    bodies.push(body);
  }
  return bodies.map((body, index) => toBlock(block, body, { index, count: bodies.length }));
}

function toBlock(block: Block, body: FramedBody, place: { index: number; count: number }): Block {
  const { slot, offset, lineNumber, recordCount } = body;
  const part = { slot, ...place, rangeOffset: block.offset, rangeLength: block.rawLength };
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

/** A record and where it stands in its object. */
interface PlacedRecord {
  readonly offset: number;
  readonly lineNumber: number;
  readonly bytes: Uint8Array;
}

/** Room that the numbers before one record take at most: two of 8 bytes, one of 3. */
const maxFrameBytes = 19;

/** The body of a framed block in the making. The format stands at `framedRecords`. */
class FramedBody {
  readonly slot: number;
  /** Of the first record. */
  readonly offset: number;
  readonly lineNumber: number;
  recordCount = 0;
  #last: { offset: number; lineNumber: number };
  readonly #writer = new ByteWriter();

  constructor(slot: number, first: PlacedRecord) {
    this.slot = slot;
    this.offset = first.offset;
    this.lineNumber = first.lineNumber;
    this.#last = first;
    this.#write(first);
  }

  /** Adds a record of a higher offset. @returns false, and adds nothing, if the body would exceed maxBlockRawBytes. */
  add(record: PlacedRecord): boolean {
    const isFull = this.#writer.written().length + maxFrameBytes + record.bytes.length > maxBlockRawBytes;
    if (!isFull) this.#write(record);
    return !isFull;
  }

  written(): Buffer {
    return this.#writer.written();
  }

  #write({ offset, lineNumber, bytes }: PlacedRecord): void {
    this.#writer.varint(offset - this.#last.offset);
    this.#writer.varint(lineNumber - this.#last.lineNumber);
    this.#writer.prefixed(bytes);
    this.#last = { offset, lineNumber };
    this.recordCount++;
  }
}
