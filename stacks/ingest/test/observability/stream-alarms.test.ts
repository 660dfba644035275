import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { kinesisLimits } from '@headwaters/pipeline-contract';
import { prod } from '../../src/environments/prod.js';
import { streamAlarms } from '../../src/observability/stream-alarms.js';
import { countSharing } from '../../src/settings/consumer-checks.js';
import { parseSettings } from '../../src/settings/parse-settings.js';
import { shardCountOf } from '../../src/settings/stream-settings.js';
import { problems } from '../settings/settings-problems.js';

const loads = fc.record({
  recordBytes: fc.integer({ min: 1, max: kinesisLimits.maxRecordBytes }),
  recordsPerSecond: fc.integer({ min: 1, max: 100_000 }),
  targetUsePercent: fc.integer({ min: 1, max: 99 }),
  writeThroughputPercent: fc.integer({ min: 1, max: 99 }),
  fannedOut: fc.integer({ min: 0, max: 2 }),
});

type Load = typeof loads extends fc.Arbitrary<infer Type> ? Type : never;

const settingsOf = ({ writeThroughputPercent, fannedOut, ...load }: Load) => ({
  ...prod,
  stream: { ...prod.stream, capacity: { mode: 'provisioned-by-load' as const, ...load } },
  consumers: prod.consumers.map((consumer, index) => ({ ...consumer, fanOut: index < fannedOut })),
  alarms: { ...prod.alarms, writeThroughputPercent },
});

/** The ids of the alarms on capacity that the stated load sets off, minute for minute. */
function firingAtStatedLoad(load: Load): string[] {
  const { stream, consumers, alarms } = parseSettings(settingsOf(load));
  const sharingConsumers = countSharing(consumers);
  const shardCount = shardCountOf(stream.capacity, sharingConsumers);
  const { writeThroughputPercent } = alarms;
  const perMinute: Readonly<Record<string, number>> = {
    'stream-nearly-full': 60 * load.recordBytes * load.recordsPerSecond,
    'stream-nearly-full-records': 60 * load.recordsPerSecond,
  };
  return streamAlarms({ name: 'orders', shardCount, writeThroughputPercent, sharingConsumers })
    .filter(({ id, threshold }) => (perMinute[id] ?? 0) > threshold)
    .map(({ id }) => id);
}

describe('streamAlarms', () => {
  it('has no alarm on capacity that the stated load sets off, whatever the load, unless the settings are refused', () => {
    let accepted = 0;
    fc.assert(
      fc.property(loads, (load) => {
        if (problems(settingsOf(load)) !== 'none') return;
        accepted += 1;
        expect(firingAtStatedLoad(load)).toEqual([]);
      }),
      { numRuns: 500 },
    );
    expect(accepted).toBeGreaterThan(50);
  });

  it('never goes off at the stated load with the default target of 60 % and the default alarm at 80 %', () => {
    fc.assert(
      fc.property(loads, (load) => {
        const defaults = { ...load, targetUsePercent: 60, writeThroughputPercent: 80 };
        expect(firingAtStatedLoad(defaults)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
