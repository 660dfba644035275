import { gzipSync } from 'node:zlib';
import type { RandomSource } from '@headwaters/test-kit';
import {
  drawCsvContent,
  drawFileContent,
  createHugeContent,
  drawJsonContent,
  drawOversizeContent,
} from './file-content.js';
import type { ProducerPlan } from './producer-plan.js';
import type { FilePlan, PlanSettings } from './seed-plan.js';

const millisPerMinute = 60_000;
const millisPerHour = 60 * millisPerMinute;

/** Draws the two to five uploads of a seed. Some are new versions of the first file's object. */
export function drawFiles(
  random: RandomSource,
  producer: ProducerPlan,
  { cellBytes, keySuffix }: PlanSettings,
): FilePlan[] {
  const files: FilePlan[] = [];
  const count = 2 + random.below(4);
  for (let index = 0; index < count; index++) {
    const name = `f${index}`;
    const first = files[0];
    const overwrites = first !== undefined && random.fraction() < 0.15;
    files.push({
      name,
      key: overwrites ? first.key : drawObjectKey(random, name, keySuffix),
      ...drawContent(random, producer, cellBytes),
      objectChange: drawObjectChange(random),
      eventDelaysMillis: drawEventDelays(random),
      throttleCount: random.fraction() < 0.25 ? random.below(7) : 0,
    });
  }
  return files;
}

/** The part of a {@link FilePlan} that this file's content determines. */
interface FileContent {
  readonly content: Buffer;
  readonly stored: Buffer;
  readonly damage?: GzipDamage;
}

type GzipDamage = NonNullable<FilePlan['damage']>;

function drawContent(random: RandomSource, producer: ProducerPlan, cellBytes: number): FileContent {
  const kind = random.fraction();
  // A short invocation does not get past a line of 100 MB.
  if (kind < 0.0015 && producer.timeoutSeconds === undefined) {
    const content = createHugeContent();
    return { content, stored: content };
  }
  if (kind < 0.012) return storeContent(random, drawOversizeContent(random));
  return storeContent(random, drawRecords(random, producer, cellBytes));
}

/** Files of plain records have this fraction of the lines, so that a seed takes about as long as one with blocks. */
const plainSizeDivisor = 8;

function drawRecords(
  random: RandomSource,
  { layout, strategy, wire, timeoutSeconds }: ProducerPlan,
  cellBytes: number,
): Buffer {
  // A plain record is a request of its own: as many blocks have as many records as requests.
  const sizeDivisor = wire === 'plain' ? plainSizeDivisor : 1;
  if (layout === 'csv') return drawCsvContent(random, sizeDivisor);
  if (strategy === 'field') return drawJsonContent(random);
  return drawFileContent(random, { cellBytes, isLong: timeoutSeconds !== undefined, sizeDivisor });
}

function drawObjectChange(random: RandomSource): FilePlan['objectChange'] {
  const kind = random.fraction();
  return kind < 0.06 ? 'versionDeleted' : kind < 0.12 ? 'deleteMarkerAdded' : 'none';
}

/** Most events are delivered at once, others minutes (in another order than the uploads) or hours later; a quarter three times. */
function drawEventDelays(random: RandomSource): number[] {
  const latestMillis = random.pick([0, 0, 0, millisPerMinute, 3 * millisPerHour]);
  const deliveries = random.fraction() < 0.25 ? 3 : 1;
  return Array.from({ length: deliveries }, () => random.below(latestMillis + 1));
}

/** Longest object key, in UTF-8 bytes. Source: Amazon S3 user guide, "Creating object key names", read 2026-11-23. */
const maxKeyBytes = 1_024;

/** Object names that need correct encoding in events, URLs and archive keys. */
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
 * @param name - Part of the key that makes it unique in the seed.
 */
function drawObjectKey(random: RandomSource, name: string, suffix: string): string {
  const key = `${random.pick(stems)} ${name}${suffix}`;
  if (random.fraction() >= 0.08) return key;
  // Pad the key to the maximum length.
  return 'k'.repeat(maxKeyBytes - Buffer.byteLength(key) - 1) + '/' + key;
}

/** Length of a gzip trailer (CRC-32 and size), in bytes. */
const trailerBytes = 8;

/** Size of a gzip member of zeros that expands a thousandfold, beyond the producer's limit whatever content precedes it. */
const bombBytes = 20_000_000;

/** Draws how a file is stored: mostly unchanged, otherwise as gzip of one or two members, some of it damaged. */
function storeContent(random: RandomSource, content: Buffer): FileContent {
  if (random.fraction() < 0.75) return { content, stored: content };
  const packed = compressContent(random, content);
  if (random.fraction() < 0.8) return { content, stored: packed };
  const damage = random.pick(['truncated', 'wrongChecksum', 'bomb'] as const);
  return { content, stored: damageGzip(random, packed, damage), damage };
}

function compressContent(random: RandomSource, content: Buffer): Buffer {
  if (random.fraction() < 0.5) return gzipSync(content);
  const middle = random.below(content.length + 1);
  return Buffer.concat([gzipSync(content.subarray(0, middle)), gzipSync(content.subarray(middle))]);
}

function damageGzip(random: RandomSource, packed: Buffer, damage: GzipDamage): Buffer {
  switch (damage) {
    case 'truncated':
      return packed.subarray(0, packed.length - 1 - random.below(trailerBytes));
    case 'bomb':
      return Buffer.concat([packed, gzipSync(Buffer.alloc(bombBytes))]);
    case 'wrongChecksum': {
      const at = packed.length - trailerBytes + random.below(4);
      packed.writeUInt8(packed.readUInt8(at) ^ (1 + random.below(255)), at);
      return packed;
    }
  }
}
