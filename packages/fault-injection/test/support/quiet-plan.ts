import { drawSeedPlan } from '../../src/plan/draw-seed-plan.js';
import type { FilePlan, SeedPlan } from '../../src/plan/seed-plan.js';

/** A plan without faults that uploads one file, with these changes. */
export function quietPlan(changes: Partial<SeedPlan> = {}): SeedPlan {
  const { faults } = drawSeedPlan(1, { cellBytes: 1_024, keySuffix: '', wire: 'block' });
  const rates = Object.keys(faults).map((name) => [name, 0]);
  return {
    seed: 1,
    producer: { layout: 'lines', strategy: 'object', wire: 'block', terminator: 'keep', encoding: 'auto' },
    consumer: { quarantineAfterSeconds: 3_600 },
    files: [fileOf('f0')],
    foreignRecords: [],
    faults: { ...(Object.fromEntries(rates) as typeof faults), consumerCrashesAfter: [] },
    outages: [],
    badDeploymentMinutes: 0,
    reshards: [],
    zeroConcurrencyMinutes: { producer: 0, consumers: 0 },
    ...changes,
  };
}

/** A file of 1,000 numbered lines: about 20 blocks. */
export function fileOf(name: string, changes: Partial<FilePlan> = {}): FilePlan {
  const lines = Array.from({ length: 1_000 }, (_, index) => `${name} line ${index} ${'x'.repeat(15)}\n`);
  const content = changes.content ?? Buffer.from(lines.join(''));
  return {
    name,
    key: `${name}.txt`,
    content,
    stored: content,
    objectChange: 'none',
    eventDelaysMillis: [0],
    throttleCount: 0,
    ...changes,
  };
}
