import { priceUsage } from '@headwaters/bill';
import { describe, expect, it } from '@jest/globals';
import { formatCost } from '../../src/demo/format-cost.js';

describe('formatCost', () => {
  it('adds up the items of a service, and names the shares of at least 1 %, the largest first', () => {
    const bill = priceUsage({ s3Writes: 400, s3Reads: 2_500, kmsRequests: 300, lambdaRequests: 30 });
    expect(formatCost(bill)).toBe('this would have cost $0.0039 on AWS (S3 requests 77 %, KMS 23 %)');
  });

  it('prints two digits below a dollar, and cents above', () => {
    expect(formatCost(priceUsage({ s3Writes: 1 }))).toBe(
      'this would have cost $0.000005 on AWS (S3 requests 100 %)',
    );
    expect(formatCost(priceUsage({ s3Writes: 1_234_567 }))).toBe(
      'this would have cost $6.17 on AWS (S3 requests 100 %)',
    );
  });

  it('says that nothing costs nothing', () => {
    expect(formatCost(priceUsage({}))).toBe('this would have cost $0 on AWS');
  });
});
