import { priceList, priceUsage } from '@headwaters/bill';
import { describe, expect, it } from '@jest/globals';
import { formatCounts, formatPlan } from '../../src/recovery/format-plan.js';
import { formatBytes, formatSpan } from '../../src/recovery/format-quantity.js';

describe('formatPlan', () => {
  it('aligns counts, bytes and the estimated cost with its largest items, and lists the notes', () => {
    const cost = priceUsage({ lambdaRequests: 1_000, s3Reads: 125 });
    const counts = { records: 1_234, rejected: 0, heldBack: 2 };
    expect(
      formatPlan('redrive', { counts, bytes: 1_500_000, cost, notes: ['of a\nb: held \u001b[2Jback'] }),
    ).toBe(
      [
        'Plan of redrive',
        '  records         1,234',
        '  held back       2',
        '  bytes           1.5 MB',
        `  estimated cost  $0.00025 (${priceList.lambdaRequests.name} 80 %, ${priceList.s3Reads.name} 20 %)`,
        '  - of a\\u000ab: held \\u001b[2Jback',
      ].join('\n'),
    );
  });

  it('costs nothing if there is nothing to do', () => {
    const plan = { counts: { records: 0 }, bytes: 0, cost: priceUsage({}), notes: [] };
    expect(formatPlan('redrive', plan)).toMatch(/records {9}0\n.*bytes {11}0 bytes\n.*cost {2}\$0$/);
  });
});

describe('formatCounts', () => {
  it('puts the counts on one line, without those of 0', () => {
    expect(formatCounts({ records: 3, rejected: 0, heldBack: 1 })).toBe('3 records, 1 held back');
    expect(formatCounts({ files: 1, failedFiles: 1, mappingsDisabled: 1, accepted: 1 })).toBe(
      '1 file, 1 failed file, 1 mapping disabled, 1 accepted',
    );
    expect(formatCounts({ records: 0, rejected: 0 })).toBe('0 records');
    expect(formatCounts({})).toBe('nothing');
  });
});

describe('formatBytes', () => {
  it.each([
    [999, '999 bytes'],
    [1_000, '1 kB'],
    [1_540, '1.5 kB'],
    [2e15, '2,000 TB'],
  ])('formats %d as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('formatSpan', () => {
  it.each([
    [-1, '0 s'],
    [45_000, '45 s'],
    [200_000, '3 min 20 s'],
    [7_500_000, '2 h 5 min'],
    [1_047_600_000, '12 d 3 h'],
  ])('formats %d ms as %s', (millis, text) => {
    expect(formatSpan(millis)).toBe(text);
  });
});
