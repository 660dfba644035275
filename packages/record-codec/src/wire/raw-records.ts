import { blockRecords, type BlockRecord } from '../block/block-records.js';
import type { Block } from '../block/block.js';
import { ByteReader } from '../bytes/byte-reader.js';
import { memoryOf, viewOf, type Memory } from '../bytes/byte-views.js';

/** A record of a block with its line terminator. Shares memory with the block. */
export class RawRecord {
  /** Offset of the first byte in the (unpacked) object, in bytes. */
  readonly offset: number;
  readonly lineNumber: number;
  /** Length with the terminator, in bytes. */
  readonly byteLength: number;
  /** Length without the terminator, in bytes. */
  readonly contentLength: number;
  readonly #memory: Memory;
  readonly #start: number;

  constructor(memory: Memory, { offset, lineNumber, byteLength }: BlockRecord, range: RawRange) {
    this.offset = offset;
    this.lineNumber = lineNumber;
    this.byteLength = range.end - range.start;
    this.contentLength = byteLength;
    this.#memory = memory;
    this.#start = range.start;
  }

  /** The record with its terminator. */
  get bytes(): Uint8Array {
    return viewOf(this.#memory, this.#start, this.#start + this.byteLength);
  }

  /** The record without its terminator. */
  get content(): Uint8Array {
    return viewOf(this.#memory, this.#start, this.#start + this.contentLength);
  }
}

/** Where a record with its terminator is in the block's bytes. */
interface RawRange {
  readonly start: number;
  readonly end: number;
}

/** Iterates over the records of a block with their terminators, lazily. A reference has none. */
export function rawRecords(block: Block): Generator<RawRecord, void> {
  return block.layout === 'framed' ? framedRecords(block) : contiguousRecords(block);
}

/** A record ends where the next one starts. */
function* contiguousRecords(block: Block): Generator<RawRecord, void> {
  const memory = memoryOf(block.bytes);
  const from = block.offset;
  let previous: BlockRecord | undefined;
  for (const record of blockRecords(block)) {
    if (previous !== undefined)
      yield new RawRecord(memory, previous, { start: previous.offset - from, end: record.offset - from });
    previous = record;
  }
  if (previous !== undefined)
    yield new RawRecord(memory, previous, { start: previous.offset - from, end: block.bytes.length });
}

/** Three varints precede each record, the last one is its length: see block-records.ts. */
function* framedRecords(block: Block): Generator<RawRecord, void> {
  const memory = memoryOf(block.bytes);
  const reader = new ByteReader(block.bytes);
  for (const record of blockRecords(block)) {
    reader.varint();
    reader.varint();
    const end = reader.lengthPrefixedEnd();
    yield new RawRecord(memory, record, { start: reader.position, end });
    reader.position = end;
  }
}

/** Whether the wires `kpl` and `plain` carry the line terminators of the records. */
export type RecordTerminator = 'keep' | 'remove';

/** Returns whether the terminators of a block's records are removed. An entire object and UTF-16 text keep theirs. */
export function removesTerminators(block: Block, terminator: RecordTerminator): boolean {
  return terminator === 'remove' && block.layout !== 'whole' && block.encoding === undefined;
}
