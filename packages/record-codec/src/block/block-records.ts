import { ByteReader } from '../bytes/byte-reader.js';
import { asBuffer, memoryOf, viewOf, type Memory } from '../bytes/byte-views.js';
import { blockId, type Block } from './block.js';
import { makeRecordScanner } from './make-record-scanner.js';
import type { Utf16Encoding } from './text-encoding.js';

const newline = 10;
const carriageReturn = 13;

/** One record of a block. A view: it keeps the memory of the entire block alive. */
export class BlockRecord {
  /** 1-based number of the record in the object. */
  readonly lineNumber: number;
  /** Offset of the record's first byte in the (unpacked) object, in bytes. */
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

  /** Length of {@link bytes}. @internal */
  get byteLength(): number {
    return this.#end - this.#start;
  }

  /** Permanent id, the same on every retry: `bucket/key@versionId#offset`. */
  get id(): string {
    return blockId({ source: this.#block.source, offset: this.offset });
  }
}

/** Iterates over the records of a block, lazily. A reference has none: its range must be read from the source. */
export function* blockRecords(block: Block): Generator<BlockRecord, void> {
  const { layout = 'lines', offset, delimiter, encoding } = block;
  if (layout === 'framed') return yield* framedRecords(block);
  const bytes = asBuffer(block.bytes);
  const memory = memoryOf(bytes);
  const scanner = makeRecordScanner({ layout, offset, delimiter, encoding });
  let { lineNumber } = block;
  for (let start = 0; start < bytes.length; lineNumber++) {
    const recordEnd = scanner.nextEnd(bytes, start, bytes.length);
    const next = recordEnd < 0 ? bytes.length : recordEnd;
    const end = layout === 'whole' ? next : contentEnd(bytes, start, next, encoding);
    yield new BlockRecord(block, memory, { start, end, lineNumber, offset: offset + start });
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
    const end = contentEnd(bytes, start, reader.position, block.encoding);
    yield new BlockRecord(block, memory, { start, end, lineNumber, offset });
  }
}

/** Returns where the content of a record ends: before its LF or CRLF, if it ends with one. */
function contentEnd(bytes: Buffer, start: number, end: number, encoding: Utf16Encoding | undefined): number {
  if (encoding !== undefined) return utf16ContentEnd(bytes.subarray(start, end), encoding) + start;
  if (end === start || bytes[end - 1] !== newline) return end;
  return end - 1 > start && bytes[end - 2] === carriageReturn ? end - 2 : end - 1;
}

/** In UTF-16, LF has two bytes and CRLF four. */
function utf16ContentEnd(record: Buffer, encoding: Utf16Encoding): number {
  const unitBefore = (end: number) => {
    if (end < 2) return undefined;
    return encoding === 'utf-16le' ? record.readUInt16LE(end - 2) : record.readUInt16BE(end - 2);
  };
  const { length } = record;
  if (length % 2 !== 0 || unitBefore(length) !== newline) return length;
  return unitBefore(length - 2) === carriageReturn ? length - 4 : length - 2;
}
