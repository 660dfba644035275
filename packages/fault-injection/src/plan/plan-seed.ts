import { RandomSource } from '@headwaters/test-kit';
import { drawFaultRates } from './draw-fault-rates.js';
import { drawFiles } from './draw-files.js';
import { drawProducer } from './producer-plan.js';
import type { ReshardPlan, SeedPlan } from './seed-plan.js';
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
  const producer = drawProducer(random);
  return {
    seed,
    producer,
    files: drawFiles(random, producer, settings),
    strangers: Array.from({ length: random.below(2) }, (_, index) => drawStranger(random, String(index))),
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
