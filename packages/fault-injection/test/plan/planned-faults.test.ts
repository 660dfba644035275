import { describe, expect, test } from '@jest/globals';
import { planSeed } from '../../src/plan/plan-seed.js';
import type { ProducerPlan } from '../../src/plan/producer-plan.js';
import { faultKinds, plannedFaults } from '../support/planned-faults.js';

/** Enough for what is dealt least: a line of 100 MB. */
const seeds = Array.from({ length: 200 }, (_, index) => index + 1);
const settings = { cellBytes: 1_024, keySuffix: '.txt' };

const dealt = new Map<string, number>();
const deployments = new Set<string>();
for (const seed of seeds) {
  const plan = planSeed(seed, settings);
  for (const name of plannedFaults(plan)) dealt.set(name, (dealt.get(name) ?? 0) + 1);
  deployments.add(wordsFor(plan.producer));
}

function wordsFor({ layout, strategy }: ProducerPlan): string {
  return `${layout} by ${strategy}`;
}

describe('planSeed', () => {
  test.each(faultKinds)('deals %s', (name) => {
    expect(dealt.get(name) ?? 0).toBeGreaterThan(0);
  });

  test('deals every layout with every partition strategy', () => {
    const all = (['lines', 'csv', 'whole'] as const).flatMap((layout) =>
      (['object', 'spread', 'field'] as const).map((strategy) => wordsFor({ layout, strategy })),
    );
    // An object that is one record has no field.
    expect([...deployments].sort()).toEqual(all.filter((words) => words !== 'whole by field').sort());
  });
});
