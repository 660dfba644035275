import { ByteReader } from '../bytes/byte-reader.js';
import { asBuffer, memoryOf, viewOf, type Memory } from '../bytes/byte-views.js';
import { blockId, type Block } from './block.js';
import { makeRecordScanner } from './record-scanner.js';

const newline = 10;
const carriageReturn = 13;

/** One record of a block. A view: it keeps the memory of the entire block alive. */
export class BlockRecord {
  /** 1-based number of the record in the object. */
  readonly lineNumber: number;
  /** Offset of the record's first byte in the (gunzipped) object, in bytes. */
  readonly offset: number;
  readonly #block: Block;
  /** Memory of the block's bytes. `#start` and `#end` count from its start. */
  readonly #memory: Memory;
  readonly #start: number;
  readonly #end: number;

  /** @internal */
  constructor(
    block: Block,
    memory: Memory,
    position: { start: number; end: number; lineNumber: number; offset: number },
  ) {
    this.lineNumber = position.lineNumber;
    this.offset = position.offset;
    this.#block = block;
    this.#memory = memory;
    this.#start = position.start;
    this.#end = position.end;
  }

  /** The record without its line terminator. Shares memory with the block. */
  get bytes(): Uint8Array {
    return viewOf(this.#memory, this.#start, this.#end);
  }

  /** Permanent id, the same on every retry: `bucket/key@versionId#offset`. */
  get id(): string {
    return blockId({ source: this.#block.source, offset: this.offset });
  }
}

/** Iterates over the records of a block, lazily. A reference has none: its range must be read from the source. */
export function* blockRecords(block: Block): Generator<BlockRecord, void> {
  const { layout = 'lines' } = block;
  if (layout === 'framed') return yield* framedRecords(block);
  const bytes = asBuffer(block.bytes);
  const memory = memoryOf(bytes);
  const scanner = makeRecordScanner(layout);
  let { lineNumber } = block;
  for (let start = 0; start < bytes.length; lineNumber++) {
    const recordEnd = scanner.nextEnd(bytes, start, bytes.length);
    const next = recordEnd < 0 ? bytes.length : recordEnd;
    const end = layout === 'whole' ? next : contentEnd(bytes, start, next);
    yield new BlockRecord(block, memory, { start, end, lineNumber, offset: block.offset + start });
    start = next;
  }
}

/**
 * Iterates over the records of a framed block. Three varints precede each record: the differences of its offset and its
 * line number from those of the previous record (for the first record: from those of the block), and its length in bytes.
 *
 * @throws {@link CorruptRecordError} if a length exceeds the block.
 */
function* framedRecords(block: Block): Generator<BlockRecord, void> {
  const bytes = asBuffer(block.bytes);
  const memory = memoryOf(bytes);
  const reader = new ByteReader(bytes);
  let { offset, lineNumber } = block;
  while (!reader.isAtEnd) {
    offset += reader.varint();
    lineNumber += reader.varint();
    const { length } = reader.lengthPrefixed();
    const start = reader.position - length;
    const end = contentEnd(bytes, start, reader.position);
    yield new BlockRecord(block, memory, { start, end, lineNumber, offset });
  }
}

/** Returns where the content of a record ends: before its LF or CRLF, if it ends with one. */
function contentEnd(bytes: Buffer, start: number, end: number): number {
  if (end === start || bytes[end - 1] !== newline) return end;
  return end - 1 > start && bytes[end - 2] === carriageReturn ? end - 2 : end - 1;
}
