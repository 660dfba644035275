import type { KinesisEventRecord } from '@headwaters/stack-simulator';
import { describe, expect, it } from '@jest/globals';
import { ConsumerProgress } from '../../../src/server/flow/consumer-progress.js';

const entry = (sequenceNumber: string, arrivalMillis: number) => ({
  sequenceNumber,
  arrivalMillis,
  bytes: 3,
});
const record = (sequenceNumber: string) =>
  ({ eventID: `shard:${sequenceNumber}`, kinesis: { data: 'YWJj' } }) as KinesisEventRecord;

describe('ConsumerProgress', () => {
  it('lags by the age of the oldest pending record', () => {
    const progress = new ConsumerProgress(() => 10_000);
    expect([progress.pending, progress.lagMillis]).toEqual([0, 0]);
    progress.expect('shard', entry('1', 4_000));
    progress.expect('shard', entry('2', 7_000));
    expect([progress.pending, progress.lagMillis]).toEqual([2, 6_000]);
    progress.deadLetter([record('1')]);
    expect([progress.pending, progress.lagMillis]).toEqual([1, 3_000]);
    progress.accept([record('2')]);
    expect(progress).toMatchObject({
      pending: 0,
      lagMillis: 0,
      accepted: 1,
      deadLettered: 1,
      acceptedBytes: 3,
    });
  });
});
