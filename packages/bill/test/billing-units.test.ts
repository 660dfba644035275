import { describe, expect, it } from '@jest/globals';
import { asynchronousRequests, gigabyteSeconds } from '@headwaters/bill';

describe('gigabyteSeconds', () => {
  it('rounds duration and start time together up to 1 ms: 512 MB for 1.2 + 998.3 ms are 0.5 GB-seconds', () => {
    expect(gigabyteSeconds({ durationMillis: 1.2, initDurationMillis: 998.3 }, 512)).toBeCloseTo(0.5, 9);
    expect(gigabyteSeconds({ durationMillis: 1_000.1, initDurationMillis: undefined }, 1_024)).toBeCloseTo(
      1.001,
      9,
    );
  });
});

describe('asynchronousRequests', () => {
  it('is 1 up to 256 KB, and 1 more for each further 64 KB', () => {
    expect([0, 262_144, 262_145, 327_680, 327_681].map(asynchronousRequests)).toEqual([1, 1, 2, 2, 3]);
  });
});
