import { gzipSync } from 'node:zlib';
import type { RandomSource } from '@headwaters/standard-data';
import type { FilePlan } from './seed-plan.js';

/** Length of the checksum and the size that end a gzip member, in bytes. */
const trailerBytes = 8;

/** Draws how a file is stored: mostly as it is; else as gzip of one member or two, some of it damaged. */
export function packContent(
  random: RandomSource,
  content: Buffer,
): Pick<FilePlan, 'content' | 'stored' | 'isDamaged'> {
  if (random.fraction() < 0.8) return { content, stored: content, isDamaged: false };
  const packed = gzipMembers(random, content);
  if (random.fraction() < 0.75) return { content, stored: packed, isDamaged: false };
  return { content, stored: damage(random, packed), isDamaged: true };
}

function gzipMembers(random: RandomSource, content: Buffer): Buffer {
  if (random.fraction() < 0.5) return gzipSync(content);
  const middle = random.below(content.length + 1);
  return Buffer.concat([gzipSync(content.subarray(0, middle)), gzipSync(content.subarray(middle))]);
}

/** Ends it early, or changes its last checksum. */
function damage(random: RandomSource, packed: Buffer): Buffer {
  if (random.fraction() < 0.5) return packed.subarray(0, packed.length - 1 - random.below(trailerBytes));
  const at = packed.length - trailerBytes + random.below(4);
  packed.writeUInt8(packed.readUInt8(at) ^ (1 + random.below(255)), at);
  return packed;
}
