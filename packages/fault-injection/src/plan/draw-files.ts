import type { RandomSource } from '@headwaters/test-kit';
import { drawCsvContent } from './csv-content.js';
import { drawFileContent, drawHugeContent, drawOversizeContent } from './file-content.js';
import { drawJsonContent } from './json-content.js';
import { drawObjectKey } from './object-key.js';
import { packContent } from './pack-content.js';
import type { PlanSettings } from './plan-seed.js';
import type { ProducerPlan } from './producer-plan.js';
import type { FilePlan } from './seed-plan.js';

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
