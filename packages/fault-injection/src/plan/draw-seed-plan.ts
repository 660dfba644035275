import { RandomSource } from '@headwaters/test-kit';
import { drawFiles } from './draw-files.js';
import { drawForeignRecord } from './foreign-records.js';
import { type ProducerPlan, drawProducer } from './producer-plan.js';
import type { FaultRates, PlanSettings, ReshardPlan, SeedPlan } from './seed-plan.js';

/** Draws all that a seed decides. The same seed and settings always give the same plan. */
export function planSeed(seed: number, settings: PlanSettings): SeedPlan {
  const random = new RandomSource(seed);
  const producer = drawProducer(random);
  return {
    seed,
    producer,
    files: drawFiles(random, producer, settings),
    foreignRecords: Array.from({ length: random.below(2) }, (_, index) =>
      drawForeignRecord(random, String(index)),
    ),
    faults: drawFaultRates(random, producer),
    reshards: drawReshards(random),
    ...(random.fraction() < 0.1 && { clockJumpAfterCalls: random.below(10) }),
    closedMinutes: {
      producer: random.fraction() < 0.02 ? 1 + random.below(90) : 0,
      consumers: random.fraction() < 0.1 ? 1 + random.below(90) : 0,
    },
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

/** Seeds in which functions are killed: to start a process takes longer than all else. */
const crashShare = 0.35;

/** How many records a consumer gets in a small seed: it is killed after one of these. */
const fewRecords = 30;

/** Draws how likely each fault is: most are in about half of the seeds, so that each meets quiet and storm. */
function drawFaultRates(random: RandomSource, { timeoutSeconds }: ProducerPlan): FaultRates {
  const isShort = timeoutSeconds !== undefined;
  const sometimes = (rate: number): number => (random.fraction() < 0.5 ? rate : 0);
  const seldom = (share: number, rate: number): number => (random.fraction() < share ? rate : 0);
  const isDenied = !isShort && random.fraction() < 0.15;
  return {
    throttledEntry: sometimes(0.3),
    failed: sometimes(0.1),
    reset: sometimes(0.1),
    lostResponse: sometimes(0.1),
    garbled: sometimes(0.05),
    kmsThrottled: sometimes(0.05),
    hung: seldom(0.05, 0.03),
    delayed: sometimes(0.05),
    slow: isShort ? 0.6 : 0,
    bodyCut: sometimes(0.3),
    archiveDenied: seldom(0.1, 0.02),
    poison: 0.001,
    readingFailed: sometimes(0.05),
    // An event has three attempts; a crash ends those of all files at once.
    producerCrashes: seldom(crashShare, isDenied || isShort ? 1 : 1 + random.below(2)),
    consumerCrashesAfter:
      random.fraction() < crashShare ? [1 + random.below(fewRecords), 1 + random.below(fewRecords)] : [],
    consumerHangs: seldom(0.03, 1),
    kmsDenials: isDenied ? 1 : 0,
  };
}
