import { describe, expect, it } from '@jest/globals';
import { catchUpSeconds, findCatchUpProblem, shardsForLoad, streamUse } from '@headwaters/pipeline-contract';

/**
 * Plays an outage and the time after it in steps of one second, with amounts in seconds of load.
 *
 * @param read - Reading capacity of a consumer, and `write` of the stream, in seconds of load per second.
 */
function playOutage(outageSeconds: number, { read, write }: { read: number; write: number }): number {
  let [toWrite, toRead] = write === Infinity ? [0, outageSeconds] : [outageSeconds, 0];
  let seconds = 0;
  for (; toWrite + toRead > 1e-9; seconds += 1) {
    const written = Math.min(toWrite + 1, write);
    toWrite += 1 - written;
    toRead += written;
    toRead -= Math.min(toRead, read);
  }
  return seconds;
}

describe('catchUpSeconds', () => {
  it('is 1.5 times the outage at a use of 60 %, and 9 times at 90 %', () => {
    expect(catchUpSeconds({ write: 0.1, read: 0.6 }, 3_600)).toBeCloseTo(5_400);
    expect(catchUpSeconds({ write: 0.1, read: 0.9 }, 3_600)).toBeCloseTo(32_400);
  });

  it.each([
    { write: 0.5, read: 0.25 },
    { write: 0.25, read: 0.5 },
    { write: 0.8, read: 0.8 },
  ])('agrees with an outage of an hour that is played second by second, for $write and $read', (use) => {
    const read = 1 / use.read;
    expect(Math.abs(catchUpSeconds(use, 3_600) - playOutage(3_600, { read, write: Infinity }))).toBeLessThan(
      2,
    );
    const played = playOutage(3_600, { read, write: 1 / use.write });
    expect(Math.abs(catchUpSeconds(use, 3_600, 'pipeline') - played)).toBeLessThan(2);
  });

  it('ignores the write throughput after an outage of consumers: their data is on the stream', () => {
    const use = { write: 0.9, read: 0.5 };
    expect(catchUpSeconds(use, 60)).toBeCloseTo(60);
    expect(catchUpSeconds(use, 60, 'pipeline')).toBeCloseTo(540);
  });

  it('is infinite at a use of 100 % and more', () => {
    expect(catchUpSeconds({ write: 0, read: 1 }, 1)).toBe(Infinity);
    expect(catchUpSeconds({ write: 1.2, read: 0 }, 1, 'pipeline')).toBe(Infinity);
  });
});

describe('findCatchUpProblem', () => {
  const load = { recordBytes: 1_048_576, recordsPerSecond: 3, consumers: 1 };

  it('accepts a use of 75 % and rejects 75.1 %', () => {
    expect(findCatchUpProblem({ load, shards: 4, retentionHours: 168 })).toBeUndefined();
    const heavier = { ...load, recordBytes: 1_050_000 };
    expect(findCatchUpProblem({ load: heavier, shards: 4, retentionHours: 168 })).toBe(
      'The load uses 75.1 % of the write throughput of 4 shards: catching up after an outage of 42 h takes 127 h, ' +
        'more than the 126 h that are left of the retention of 168 h. ' +
        'Add shards, lower the target use, or give consumers enhanced fan-out.',
    );
  });

  it('names the read throughput if two consumers share it, and an impossible catch-up', () => {
    expect(findCatchUpProblem({ load: { ...load, consumers: 2 }, shards: 3, retentionHours: 24 })).toMatch(
      /100\.0 % of the (read|write) throughput of 3 shards: catching up after an outage of 6 h is impossible/,
    );
    const three = findCatchUpProblem({ load: { ...load, consumers: 3 }, shards: 4, retentionHours: 24 });
    expect(three).toMatch(/^The load uses 112\.5 % of the read throughput of 4 shards/);
  });

  it('accepts every stream that shardsForLoad sizes for 60 %', () => {
    for (const consumers of [0, 1, 2, 5]) {
      const shards = shardsForLoad({ ...load, consumers });
      expect(streamUse({ ...load, consumers }, shards).read).toBeLessThanOrEqual(0.6);
      expect(
        findCatchUpProblem({ load: { ...load, consumers }, shards, retentionHours: 24 }),
      ).toBeUndefined();
    }
  });
});
