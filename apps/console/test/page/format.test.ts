import { describe, expect, it } from '@jest/globals';
import { formatBytes, formatDollars, formatDuration } from '../../src/page/format.js';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.00 kB'],
    [99_960, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1.00 MB'],
    [12_345_678, '12.3 MB'],
    [5e12, '5.00 TB'],
    [5e15, '5000 TB'],
  ])('%i bytes are %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1_000, '1.0 s'],
    [15_400, '15 s'],
    [119_000, '119 s'],
    [120_000, '2 min 0 s'],
    [3_660_000, '1 h 1 min'],
  ])('%i milliseconds are %s', (millis, text) => {
    expect(formatDuration(millis)).toBe(text);
  });
});

describe('formatDollars', () => {
  it.each([
    [0, '$0'],
    [12.345, '$12.35'],
    [0.01, '$0.01'],
    [0.00999, '$0.0100'],
    [0.001234, '$0.0012'],
    [0.0000000123, '$0.000000012'],
    [1e-20, '$0.000000000000'],
  ])('formats %d', (dollars, text) => {
    expect(formatDollars(dollars)).toBe(text);
  });
});
