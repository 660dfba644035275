import { asBuffer } from '../bytes/as-buffer.js';
import type { Block } from './block.js';
import { BlockRecord } from './block-record.js';

const newline = 10;
const carriageReturn = 13;

/** Walks the records of a block, lazily. A reference has none here: its range must be read from the source. */
export function* blockRecords(block: Block): Generator<BlockRecord, void> {
  const bytes = asBuffer(block.bytes);
  let { lineNumber } = block;
  for (let start = 0; start < bytes.length; lineNumber++) {
    const newlineAt = block.layout === 'whole' ? -1 : bytes.indexOf(newline, start);
    const next = newlineAt < 0 ? bytes.length : newlineAt + 1;
    yield new BlockRecord(block, { start, end: recordEnd(bytes, start, newlineAt), lineNumber });
    start = next;
  }
}

function recordEnd(bytes: Buffer, start: number, newlineAt: number): number {
  if (newlineAt < 0) return bytes.length;
  return newlineAt > start && bytes[newlineAt - 1] === carriageReturn ? newlineAt - 1 : newlineAt;
}
