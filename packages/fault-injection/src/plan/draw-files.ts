import { gzipSync } from 'node:zlib';
import type { RandomSource } from '@headwaters/test-kit';
import {
  drawCsvContent,
  drawFileContent,
  drawHugeContent,
  drawJsonContent,
  drawOversizeContent,
} from './file-content.js';
import type { ProducerPlan } from './producer-plan.js';
import type { FilePlan, PlanSettings } from './seed-plan.js';

const millisPerMinute = 60_000;
const millisPerHour = 60 * millisPerMinute;

/** Draws the uploads of a seed: two to five, some of them versions of one key. */
export function drawFiles(
  random: RandomSource,
  producer: ProducerPlan,
  { cellBytes, keySuffix }: PlanSettings,
): FilePlan[] {
  const files: FilePlan[] = [];
  const count = 2 + random.below(4);
  for (let index = 0; index < count; index++) {
    const name = `f${index}`;
    const earlier = files[0];
    const overwrites = earlier !== undefined && random.fraction() < 0.15;
    files.push({
      name,
      key: overwrites ? earlier.key : drawObjectKey(random, name, keySuffix),
      ...drawContent(random, producer, cellBytes),
      fate: drawFate(random),
      eventDelaysMillis: drawEventDelays(random),
      throttles: random.fraction() < 0.25 ? random.below(7) : 0,
    });
  }
  return files;
}

function drawContent(
  random: RandomSource,
  producer: ProducerPlan,
  cellBytes: number,
): Pick<FilePlan, 'content' | 'stored' | 'damage'> {
  const kind = random.fraction();
  // A line of 100 MB is more than a short invocation can get over.
  if (kind < 0.0015 && producer.timeoutSeconds === undefined) {
    const content = drawHugeContent();
    return { content, stored: content };
  }
  if (kind < 0.012) return packContent(random, drawOversizeContent(random));
  return packContent(random, drawRecords(random, producer, cellBytes));
}

function drawRecords(
  random: RandomSource,
  { layout, strategy, timeoutSeconds }: ProducerPlan,
  cellBytes: number,
): Buffer {
  if (layout === 'csv') return drawCsvContent(random);
  if (strategy === 'field') return drawJsonContent(random);
  return drawFileContent(random, { cellBytes, isLong: timeoutSeconds !== undefined });
}

function drawFate(random: RandomSource): FilePlan['fate'] {
  const kind = random.fraction();
  return kind < 0.06 ? 'versionDeleted' : kind < 0.12 ? 'hiddenByMarker' : 'kept';
}

/** Mostly at once; else in another order than the uploads', or hours late; some of each three times. */
function drawEventDelays(random: RandomSource): number[] {
  const latestMillis = random.pick([0, 0, 0, millisPerMinute, 3 * millisPerHour]);
  const deliveries = random.fraction() < 0.25 ? 3 : 1;
  return Array.from({ length: deliveries }, () => random.below(latestMillis + 1));
}

/** Longest object key, in bytes of UTF-8. Source: S3 user guide, "Creating object key names", read 2026-11-23. */
const maxKeyBytes = 1_024;

/** Names that events, URLs and archives get wrong most easily. */
const stems = [
  'plain',
  'two words  and two spaces',
  'c++ and a+b',
  '100%25 %2B %zz',
  'emoji \u{1f600}\u{1f469}\u200d\u{1f680}',
  'cafe\u0301 café',
  `quote"s'&<amp>`,
  'a=b&c?d#e',
  'deep/er/and/deeper',
  '+records',
] as const;

/**
 * Draws an object key that ends in `suffix`.
 *
 * @param name - A short name that becomes part of the key: it makes the key unlike all others of the seed.
 */
function drawObjectKey(random: RandomSource, name: string, suffix: string): string {
  const key = `${random.pick(stems)} ${name}${suffix}`;
  if (random.fraction() >= 0.08) return key;
  // As long as a key may be.
  return 'k'.repeat(maxKeyBytes - Buffer.byteLength(key) - 1) + '/' + key;
}

/** Length of the checksum and the size that end a gzip member, in bytes. */
const trailerBytes = 8;

/** A member that unpacks to a thousand times its size, and more than any content may make up for. */
const bomb = gzipSync(Buffer.alloc(20_000_000));

/** Draws how a file is stored: mostly as it is; else as gzip of one member or two, some of it damaged. */
function packContent(random: RandomSource, content: Buffer): Pick<FilePlan, 'content' | 'stored' | 'damage'> {
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
