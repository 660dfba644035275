import { describe, expect, it } from '@jest/globals';
import { costOf } from '../../../src/acceptance/evidence/run-cost.js';

const blocks = { count: 2_000, bytes: 340_000_000, putPayloadUnits: 1_000_000 };

describe('costOf', () => {
  it('adds up PUT payload units, S3 PUTs, invocations and GB-seconds', () => {
    const functions = [
      // 1,000 s of 512 MB are 500 GB-seconds: 0.0066667 dollars, and 0.2 for a million invocations.
      { invocations: 1_000_000, durationMillis: 1_000_000, memoryMegabytes: 512 },
      { invocations: 500_000, durationMillis: 0, memoryMegabytes: 256 },
    ];
    expect(costOf({ blocks, receipts: 3_000, functions })).toEqual({
      kinesisPuts: 0.014,
      archivedObjects: 0.01,
      receipts: 0.015,
      functions: 0.306667,
    });
  });

  it('computes nothing for what was not counted', () => {
    expect(costOf({ blocks: undefined, receipts: 0, functions: undefined })).toEqual({
      kinesisPuts: null,
      archivedObjects: null,
      receipts: 0,
      functions: null,
    });
  });
});
