import { RandomSource } from '@headwaters/standard-data';
import { drawFileContent, drawOversizeContent } from './file-content.js';
import { drawObjectKey } from './object-key.js';
import { packContent } from './pack-content.js';
import type { FaultRates, FilePlan, ReshardPlan, SeedPlan } from './seed-plan.js';
import { drawStranger } from './stranger-record.js';

/** What a plan has to fit to. */
export interface PlanSettings {
  /** The producer's cell, in bytes. */
  readonly cellBytes: number;
  /** What the keys of uploads must end in for the stack to take notice. */
  readonly keySuffix: string;
}

/** Draws all that a seed decides. The same seed and settings always give the same plan. */
export function planSeed(seed: number, settings: PlanSettings): SeedPlan {
  const random = new RandomSource(seed);
  const files = drawFiles(random, settings);
  return {
    seed,
    files,
    strangers: Array.from({ length: random.below(3) }, (_, index) => drawStranger(random, String(index))),
    faults: drawRates(random),
    reshards: drawReshards(random),
    ...(random.fraction() < 0.1 && { clockJumpAfterCalls: random.below(10) }),
    consumerThrottles: random.fraction() < 0.2 ? 1 + random.below(4) : 0,
  };
}

function drawFiles(random: RandomSource, { cellBytes, keySuffix }: PlanSettings): FilePlan[] {
  const files: FilePlan[] = [];
  const count = 2 + random.below(4);
  for (let index = 0; index < count; index++) {
    const name = `f${String(index)}`;
    const earlier = files[0];
    const overwrites = earlier !== undefined && random.fraction() < 0.15;
    files.push({
      name,
      key: overwrites ? earlier.key : drawObjectKey(random, name, keySuffix),
      ...packContent(
        random,
        random.fraction() < 0.01 ? drawOversizeContent(random) : drawFileContent(random, cellBytes),
      ),
      fate: drawFate(random),
      deliveries: random.fraction() < 0.25 ? 3 : 1,
      throttles: random.fraction() < 0.25 ? random.below(7) : 0,
    });
  }
  return files;
}

function drawFate(random: RandomSource): FilePlan['fate'] {
  const kind = random.fraction();
  return kind < 0.06 ? 'versionDeleted' : kind < 0.12 ? 'hiddenByMarker' : 'kept';
}

/** Each fault is in about half of the seeds, so that each meets quiet and storm. */
function drawRates(random: RandomSource): FaultRates {
  const sometimes = (rate: number): number => (random.fraction() < 0.5 ? rate : 0);
  const isDenied = random.fraction() < 0.15;
  return {
    throttledEntry: sometimes(0.3),
    failed: sometimes(0.1),
    reset: sometimes(0.1),
    lostResponse: sometimes(0.1),
    garbled: sometimes(0.05),
    kmsThrottled: sometimes(0.05),
    hung: random.fraction() < 0.05 ? 0.03 : 0,
    delayed: sometimes(0.05),
    bodyCut: sometimes(0.3),
    archiveDenied: random.fraction() < 0.1 ? 0.02 : 0,
    // An event has three attempts; a crash ends those of all files at once.
    producerCrashes: isDenied ? random.below(2) : random.below(3),
    consumerCrashes: random.below(3),
    kmsDenials: isDenied ? 1 : 0,
  };
}

function drawReshards(random: RandomSource): ReshardPlan[] {
  if (random.fraction() < 0.6) return [];
  return Array.from({ length: 1 + random.below(3) }, (_, index): ReshardPlan => ({
    kind: index === 0 || random.fraction() < 0.5 ? 'split' : 'merge',
    afterCalls: (index + 1) * (1 + random.below(8)),
    place: random.fraction(),
  }));
}
