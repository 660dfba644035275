import { gzipSync } from 'node:zlib';
import type { RandomSource } from '@headwaters/test-kit';
import type { FilePlan } from './seed-plan.js';

/** Length of the checksum and the size that end a gzip member, in bytes. */
const trailerBytes = 8;

/** A member that unpacks to a thousand times its size, and more than any content may make up for. */
const bomb = gzipSync(Buffer.alloc(20_000_000));

/** Draws how a file is stored: mostly as it is; else as gzip of one member or two, some of it damaged. */
export function packContent(
  random: RandomSource,
  content: Buffer,
): Pick<FilePlan, 'content' | 'stored' | 'damage'> {
  if (random.fraction() < 0.75) return { content, stored: content };
  const packed = gzipMembers(random, content);
  if (random.fraction() < 0.8) return { content, stored: packed };
  const damage = random.pick(['cut short', 'wrong checksum', 'bomb'] as const);
  return { content, stored: damaged(random, packed, damage), damage };
}

function gzipMembers(random: RandomSource, content: Buffer): Buffer {
  if (random.fraction() < 0.5) return gzipSync(content);
  const middle = random.below(content.length + 1);
  return Buffer.concat([gzipSync(content.subarray(0, middle)), gzipSync(content.subarray(middle))]);
}

function damaged(random: RandomSource, packed: Buffer, damage: NonNullable<FilePlan['damage']>): Buffer {
  switch (damage) {
    case 'cut short':
      return packed.subarray(0, packed.length - 1 - random.below(trailerBytes));
    case 'bomb':
      return Buffer.concat([packed, bomb]);
    case 'wrong checksum': {
      const at = packed.length - trailerBytes + random.below(4);
      packed.writeUInt8(packed.readUInt8(at) ^ (1 + random.below(255)), at);
      return packed;
    }
  }
}
