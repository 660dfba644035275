import { type Block, encodeBlock } from '@headwaters/record-codec';
import type { RandomSource } from '@headwaters/test-kit';
import type { ForeignRecordPlan } from './seed-plan.js';

/** Draws a record of somebody else's: plain bytes, which consumers take as they are, or poison. */
export function drawForeignRecord(random: RandomSource, name: string): ForeignRecordPlan {
  const partitionKey = `stranger ${name}`;
  if (random.fraction() >= 0.3) return drawPoison(random, { name, partitionKey });
  return { partitionKey, data: Buffer.from(`plain record ${name}`), kind: 'plain' };
}

/** Length of the checksum and the size that end a gzip member, in bytes. What they hold stands in the metadata too. */
const trailerBytes = 8;

/**
 * Draws a record that no retry makes acceptable: a damaged block, or a sound reference to bytes that are gone.
 *
 * @param about.name - Makes its data unlike all others of the seed.
 */
export function drawPoison(
  random: RandomSource,
  { name, partitionKey }: { readonly name: string; readonly partitionKey: string },
): ForeignRecordPlan {
  if (random.fraction() < 0.5) return { partitionKey, data: encoded(referenceTo(name)), kind: 'refused' };
  return { partitionKey, data: damage(random, encoded(blockOf(name))), kind: 'undecodable' };
}

function encoded(block: Block): Buffer {
  return Buffer.from(encodeBlock(block, { compression: 'gzip' }));
}

function blockOf(name: string): Block {
  const bytes = Buffer.from(`${'a line of a block that does not arrive whole '.repeat(9)}\n`);
  return {
    source: { bucket: 'stranger', key: name, versionId: 'stranger' },
    offset: 0,
    lineNumber: 1,
    recordCount: 1,
    rawLength: bytes.length,
    isLast: true,
    isReference: false,
    bytes,
  };
}

/** There is no such bucket. */
function referenceTo(name: string): Block {
  return { ...blockOf(name), isReference: true, referenceCrc32: 0, bytes: Buffer.alloc(0) };
}

/** Ends it early, or changes a byte of what is compressed; not the last, which may have bits that mean nothing. */
function damage(random: RandomSource, block: Buffer): Buffer {
  if (random.fraction() < 0.5) return block.subarray(0, block.length - 1 - random.below(trailerBytes));
  const at = block.length - trailerBytes - 2 - random.below(20);
  block.writeUInt8(block.readUInt8(at) ^ (1 + random.below(255)), at);
  return block;
}
