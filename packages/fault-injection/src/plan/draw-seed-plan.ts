import { RandomSource } from '@headwaters/test-kit';
import { drawFiles } from './draw-files.js';
import { drawForeignRecord } from './foreign-records.js';
import { type ProducerPlan, drawProducer } from './producer-plan.js';
import type { FaultRates, PlanSettings, ReshardPlan, SeedPlan } from './seed-plan.js';

/**
 * Draws the plan of a seed. The same seed and settings give the same plan.
 *
 * The order of the draws is part of the plan: a new or moved draw changes every seed.
 */
export function drawSeedPlan(seed: number, settings: PlanSettings): SeedPlan {
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
    zeroConcurrencyMinutes: {
      producer: random.fraction() < 0.02 ? 1 + random.below(90) : 0,
      consumers: random.fraction() < 0.1 ? 1 + random.below(90) : 0,
    },
  };
}

/** Share of the seeds in which functions are killed. Small, because starting a process is the slowest part of a seed. */
const crashShare = 0.35;

/** Kinesis records that a consumer receives in a small seed. It is killed at one of these. */
const fewRecords = 30;

/** Draws the fault rates. Most faults occur in half of the seeds, so that each also occurs with few others. */
function drawFaultRates(random: RandomSource, { timeoutSeconds }: ProducerPlan): FaultRates {
  const isShort = timeoutSeconds !== undefined;
  const inHalf = (rate: number): number => (random.fraction() < 0.5 ? rate : 0);
  const inShare = (share: number, rate: number): number => (random.fraction() < share ? rate : 0);
  const isDenied = !isShort && random.fraction() < 0.15;
  return {
    throttledEntry: inHalf(0.3),
    failed: inHalf(0.1),
    reset: inHalf(0.1),
    lostResponse: inHalf(0.1),
    corruptResponse: inHalf(0.05),
    kmsThrottled: inHalf(0.05),
    hung: inShare(0.05, 0.03),
    delayed: inHalf(0.05),
    slow: isShort ? 0.6 : 0,
    bodyCut: inHalf(0.3),
    archiveDenied: inShare(0.1, 0.02),
    poison: 0.001,
    readFailed: inHalf(0.05),
    // An event has three attempts, and a crash ends the attempts of all events in flight.
    producerCrashes: inShare(crashShare, isDenied || isShort ? 1 : 1 + random.below(2)),
    consumerCrashesAfter:
      random.fraction() < crashShare ? [1 + random.below(fewRecords), 1 + random.below(fewRecords)] : [],
    consumerHangs: inShare(0.03, 1),
    kmsDenials: isDenied ? 1 : 0,
  };
}

function drawReshards(random: RandomSource): ReshardPlan[] {
  if (random.fraction() < 0.6) return [];
  return Array.from({ length: 1 + random.below(3) }, (_, index): ReshardPlan => ({
    kind: index === 0 || random.fraction() < 0.5 ? 'split' : 'merge',
    afterCalls: (index + 1) * (1 + random.below(8)),
    position: random.fraction(),
  }));
}
