import { blockRecords } from '../block/block-records.js';
import type { Block } from '../block/block.js';
import { memoryOf } from '../bytes/memory-of.js';
import { viewOf } from '../bytes/view-of.js';
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
