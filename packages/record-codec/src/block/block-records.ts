import { asBuffer } from '../bytes/as-buffer.js';
import { memoryOf } from '../bytes/memory-of.js';
import { recordScanner } from '../split/record-scanner.js';
import type { Block } from './block.js';
import { BlockRecord } from './block-record.js';
import { framedRecords } from './framed-records.js';
import { withoutTerminator } from './without-terminator.js';

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
