import { ByteReader } from '../bytes/byte-reader.js';
import { type Memory, asBuffer, memoryOf, viewOf } from '../bytes/byte-views.js';
import { type Block, blockId } from './block.js';
import { recordScanner } from './record-scanner.js';

/** One record of a block: a view, which keeps the whole block in memory for as long as it lives. */
export class BlockRecord {
  /** 1-based number of the record in the object. */
  readonly lineNumber: number;
  /** Of the record's first byte in the (gunzipped) object, in bytes. */
  readonly offset: number;
  readonly #block: Block;
  /** Of the block's bytes. */
  readonly #memory: Memory;
  readonly #start: number;
  readonly #end: number;

  /** @internal */
  constructor(
    block: Block,
    memory: Memory,
    place: { start: number; end: number; lineNumber: number; offset: number },
  ) {
    this.lineNumber = place.lineNumber;
    this.offset = place.offset;
    this.#block = block;
    this.#memory = memory;
    this.#start = place.start;
    this.#end = place.end;
  }

  /** The record without its line terminator. Shares memory with the block. */
  get bytes(): Uint8Array {
    return viewOf(this.#memory, this.#start, this.#end);
  }

  /** `bucket/key@versionId#offset`: the same on every retry. */
  get id(): string {
    return blockId({ source: this.#block.source, offset: this.offset });
  }
}

/** Walks the records of a block, lazily. A reference has none here: its range must be read from the source. */
export function* blockRecords(block: Block): Generator<BlockRecord, void> {
  const { layout = 'lines' } = block;
  if (layout === 'framed') return yield* framedRecords(block);
  const bytes = asBuffer(block.bytes);
  const memory = memoryOf(bytes);
  const scanner = recordScanner(layout);
  let { lineNumber } = block;
  for (let start = 0; start < bytes.length; lineNumber++) {
    const recordEnd = scanner.nextEnd(bytes, start, bytes.length);
    const next = recordEnd < 0 ? bytes.length : recordEnd;
    const end = layout === 'whole' ? next : withoutTerminator(bytes, start, next);
    yield new BlockRecord(block, memory, { start, end, lineNumber, offset: block.offset + start });
    start = next;
  }
}

/**
 * Walks the records of a framed block. Before each: how far its offset and its line number are above those of the record
 * before (the first: above the block's own), and its length in bytes, as varints.
 *
 * @throws {@link CorruptRecordError} if a length leads out of the block.
 */
function* framedRecords(block: Block): Generator<BlockRecord, void> {
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

const newline = 10;
const carriageReturn = 13;

/** Where a record's content ends: before its newline, or its carriage return and newline, if it has one. */
function withoutTerminator(bytes: Buffer, start: number, end: number): number {
  if (end === start || bytes[end - 1] !== newline) return end;
  return end - 1 > start && bytes[end - 2] === carriageReturn ? end - 2 : end - 1;
}
