import type { Block, BlockPart } from '../block/block.js';
import { recordScanner } from '../split/record-scanner.js';
import { asBuffer } from '../bytes/as-buffer.js';
import { viewOf } from '../bytes/view-of.js';
import { withoutTerminator } from '../block/without-terminator.js';
import { checkWholeNumber } from '../checks/check-whole-number.js';
import { InvalidOptionError } from '../errors/invalid-option-error.js';
import { nodeZlib } from '../runtime/node-zlib.js';
import { FramedBody } from './framed-body.js';

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
  const { layout = 'lines' } = block;
  if (layout === 'framed') throw new InvalidOptionError('The block is regrouped already.');
  checkWholeNumber('slotCount', slotCount, 1, 65_536);
  if (block.isReference) return [block];
  const { crc32 } = nodeZlib();
  const bodies = new Map<number, FramedBody[]>();
  const bytes = asBuffer(block.bytes);
  const scanner = recordScanner(layout);
  let { lineNumber } = block;
  for (let start = 0; start < bytes.length; lineNumber++) {
    const recordEnd = scanner.nextEnd(bytes, start, bytes.length);
    const end = recordEnd < 0 ? bytes.length : recordEnd;
    const key = keyOf(viewOf(bytes, start, withoutTerminator(bytes, start, end)));
    addTo(bodies, crc32(key) % slotCount, {
      offset: block.offset + start,
      lineNumber,
      bytes: viewOf(bytes, start, end),
    });
    start = end;
  }
  return toBlocks(block, bodies);
}

function addTo(
  bodies: Map<number, FramedBody[]>,
  slot: number,
  record: Parameters<FramedBody['add']>[0],
): void {
  const ofSlot = bodies.get(slot) ?? [];
  bodies.set(slot, ofSlot);
  if (ofSlot.at(-1)?.add(record) !== true) ofSlot.push(new FramedBody(record));
}

function toBlocks(block: Block, bodies: Map<number, FramedBody[]>): Block[] {
  const parts = [...bodies].flatMap(([slot, ofSlot]) => ofSlot.map((body) => ({ slot, body })));
  parts.sort((left, right) => left.body.offset - right.body.offset);
  return parts.map(({ slot, body }, index) => {
    const range = { rangeOffset: block.offset, rangeLength: block.rawLength };
    const part: BlockPart = { slot, index, count: parts.length, ...range };
    const bytes = body.written();
    const { offset, lineNumber, recordCount } = body;
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
  });
}
