import { blockRecords, type BlockRecord } from '../block/block-records.js';
import type { Block } from '../block/block.js';
import { ByteReader } from '../bytes/byte-reader.js';
import { memoryOf, viewOf } from '../bytes/byte-views.js';

/** A record of a block with its line terminator. */
export interface RawRecord {
  /** Offset of the first byte in the (gunzipped) object, in bytes. */
  readonly offset: number;
  readonly lineNumber: number;
  /** The record with its terminator. Shares memory with the block. */
  readonly bytes: Uint8Array;
  /** Length without the terminator, in bytes. */
  readonly contentLength: number;
}

/** Iterates over the records of a block with their terminators, lazily. A reference has none. */
export function rawRecords(block: Block): Generator<RawRecord, void> {
  return block.layout === 'framed' ? framedRecords(block) : contiguousRecords(block);
}

/** A record ends where the next one starts. */
function* contiguousRecords(block: Block): Generator<RawRecord, void> {
  const memory = memoryOf(block.bytes);
  let previous: BlockRecord | undefined;
  const rawRecord = ({ offset, lineNumber, bytes }: BlockRecord, nextOffset: number): RawRecord => ({
    offset,
    lineNumber,
    bytes: viewOf(memory, offset - block.offset, nextOffset - block.offset),
    contentLength: bytes.length,
  });
  for (const record of blockRecords(block)) {
    if (previous !== undefined) yield rawRecord(previous, record.offset);
    previous = record;
  }
  if (previous !== undefined) yield rawRecord(previous, block.offset + block.bytes.length);
}

/** Three varints precede each record, the last one is its length: see block-records.ts. */
function* framedRecords(block: Block): Generator<RawRecord, void> {
  const reader = new ByteReader(block.bytes);
  for (const { offset, lineNumber, bytes } of blockRecords(block)) {
    reader.varint();
    reader.varint();
    const raw = reader.lengthPrefixed();
    yield { offset, lineNumber, bytes: raw, contentLength: bytes.length };
  }
}

/** Whether the wires `kpl` and `plain` carry the line terminators of the records. */
export type RecordTerminator = 'keep' | 'remove';

/** Returns whether the terminators of a block's records are removed. An entire object and UTF-16 text keep theirs. */
export function removesTerminators(block: Block, terminator: RecordTerminator): boolean {
  return terminator === 'remove' && block.layout !== 'whole' && block.encoding === undefined;
}
