import type { RandomSource } from '@headwaters/test-kit';
import { drawPoison } from './poison-record.js';
import type { StrangerPlan } from './seed-plan.js';

/** Draws a record of somebody else's: plain bytes, which consumers take as they are, or poison. */
export function drawStranger(random: RandomSource, name: string): StrangerPlan {
  const partitionKey = `stranger ${name}`;
  if (random.fraction() >= 0.3) return drawPoison(random, { name, partitionKey });
  return { partitionKey, data: Buffer.from(`plain record ${name}`), kind: 'plain' };
}
