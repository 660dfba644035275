import { describe, expect, it } from '@jest/globals';
import { formatProgress, ProgressLine } from '../../src/recovery/progress-line.js';

const progress = { done: 50, total: 200, unit: 'records', bytes: 2_000 };

describe('formatProgress', () => {
  it('has the rate and the time left', () => {
    expect(formatProgress(progress, 10_000)).toBe(
      '[=====---------------] 50 of 200 records, 2 kB, 5/s, 30 s left',
    );
  });

  it('has no bar and no time left without a total', () => {
    expect(formatProgress({ ...progress, total: undefined }, 10_000)).toBe('50 records, 2 kB, 5/s');
  });

  it.each([
    [{ ...progress, done: 0 }, 0, /0 of 200 records, .*, 0\/s, unknown time left$/],
    [{ ...progress, done: 0, total: 0 }, 5_000, /^\[={20}\] 0 of 0/],
    [{ ...progress, done: 201 }, 1_000, /^\[={20}\] 201 of 200 .*, 0 s left$/],
  ])('can be at its limits: %j', (limit, elapsedMillis, expected) => {
    expect(formatProgress(limit, elapsedMillis)).toMatch(expected);
  });
});

describe('ProgressLine', () => {
  function fakeTerminal(isTTY: boolean) {
    let written = '';
    const stream = { isTTY, columns: 40, write: (text: string) => (written += text) !== '' };
    return { stream: stream as unknown as NodeJS.WriteStream, written: () => written };
  }

  it('draws a line, cut to the width of the terminal, and erases it', () => {
    const { stream, written } = fakeTerminal(true);
    const line = new ProgressLine(stream, () => 0);
    line.show({ ...progress, unit: 'records\u001b[2J' });
    line.clear();
    expect(written()).toContain('[=====---------------] 50 of 200 record');
    expect(written()).not.toContain('50 of 200 records');
    // The last output erases the line.
    expect(written().endsWith('\u001b[1G\u001b[2K')).toBe(true);
  });

  it('counts the rate of another unit from the latest report of the one before', () => {
    const { stream, written } = fakeTerminal(true);
    let now = 0;
    const line = new ProgressLine(stream, () => now);
    for (const [millis, done, unit] of [
      [1_000, 5, 'a'],
      [3_000, 8, 'b'],
    ] as const) {
      now = millis;
      line.show({ done, unit, total: undefined, bytes: 0 });
      line.clear();
    }
    expect([written().includes('5 a, 0 bytes, 5/s'), written().includes('8 b, 0 bytes, 4/s')]).toEqual([
      true,
      true,
    ]);
  });

  it('writes nothing if the stream is not a terminal', () => {
    const { stream, written } = fakeTerminal(false);
    const line = new ProgressLine(stream);
    line.show(progress);
    line.clear();
    expect(written()).toBe('');
  });
});
