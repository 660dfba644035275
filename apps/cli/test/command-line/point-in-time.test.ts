import { describe, expect, it } from '@jest/globals';
import { checkTimeRange, parsePointInTime } from '../../src/command-line/point-in-time.js';

describe('parsePointInTime', () => {
  it.each([
    ['2026-11-30T10:00Z', '2026-11-30T10:00:00.000Z'],
    ['2026-11-30T11:00:05.250+01:00', '2026-11-30T10:00:05.250Z'],
    ['2026-11-30', '2026-11-30T00:00:00.000Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000Z'],
  ])('reads %s', (value, expected) => {
    expect(parsePointInTime(value).toISOString()).toBe(expected);
  });

  it.each([
    ['90m', 90 * 60_000],
    ['2h', 7_200_000],
    ['7d', 604_800_000],
  ])('reads %s as a time before now', (value, millisAgo) => {
    const before = Date.now();
    const parsed = parsePointInTime(value).getTime() + millisAgo;
    expect(parsed).toBeGreaterThanOrEqual(before);
    expect(parsed).toBeLessThanOrEqual(Date.now());
  });

  it.each([
    '',
    'yesterday',
    '2h30m',
    '-2h',
    '2 h',
    '2H',
    '2026-11-30T10:00',
    '2026-11-30 10:00Z',
    '2026-13-01',
    '2026-02-30',
    '2026-02-30T10:00Z',
    '2026-11-30T25:00Z',
    `${'9'.repeat(20)}d`,
    '1764496800',
  ])('rejects %j, with the forms that it accepts', (value) => {
    expect(() => parsePointInTime(value)).toThrow(/^Give a time with its zone .* 90m, 2h or 7d\.$/);
  });
});

describe('checkTimeRange', () => {
  const [past, future] = [new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)];

  it('accepts a time range, one instant, and a range without a start or an end', () => {
    for (const range of [
      { since: past, until: future },
      { since: past, until: past },
      { since: past },
      { until: future },
      {},
    ])
      checkTimeRange(range);
  });

  it('rejects a range in which nothing can be', () => {
    const dayBefore = new Date(past.getTime() - 86_400_000);
    expect(() => {
      checkTimeRange({ since: past, until: dayBefore });
    }).toThrow(/^--since \S+Z is after --until \S+Z: no time is between them\.$/);
    expect(() => {
      checkTimeRange({ since: future });
    }).toThrow(/^--since \S+Z is in the future\.$/);
  });
});
