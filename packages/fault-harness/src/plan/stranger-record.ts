import { encodeBlock } from '@headwaters/record-codec';
import type { RandomSource } from '@headwaters/standard-data';
import type { StrangerPlan } from './seed-plan.js';

/** Draws a record of somebody else's: plain bytes, which consumers take as they are, or a block that is damaged. */
export function drawStranger(random: RandomSource, name: string): StrangerPlan {
  const partitionKey = `stranger ${name}`;
  if (random.fraction() < 0.3) {
    return { partitionKey, data: Buffer.from(`plain record ${name}`), isPoison: false };
  }
  return { partitionKey, data: damage(random, blockOf(name)), isPoison: true };
}

function blockOf(name: string): Buffer {
  const bytes = Buffer.from(`${'a line of a block that does not arrive whole '.repeat(9)}\n`);
  const block = {
    source: { bucket: 'stranger', key: name, versionId: 'stranger' },
    ...{ offset: 0, lineNumber: 1, recordCount: 1, rawLength: bytes.length },
    ...{ isLast: true, isReference: false, bytes },
  };
  return Buffer.from(encodeBlock(block, { compression: 'gzip' }));
}

/** Length of the checksum and the size that end a gzip member, in bytes. What they hold stands in the metadata too. */
const trailerBytes = 8;

/** Ends it early, or changes a byte of what is compressed; not the last, which may have bits that mean nothing. */
function damage(random: RandomSource, block: Buffer): Buffer {
  if (random.fraction() < 0.5) return block.subarray(0, block.length - 1 - random.below(trailerBytes));
  const at = block.length - trailerBytes - 2 - random.below(20);
  block.writeUInt8(block.readUInt8(at) ^ (1 + random.below(255)), at);
  return block;
}
