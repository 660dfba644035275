import { describe, expect, it } from '@jest/globals';
import { partsOf } from '../../../src/page/api/upload-file.js';

const mebibyte = 1024 * 1024;

describe('partsOf', () => {
  it.each([
    [0, 1],
    [1, 1],
    [8 * mebibyte, 1],
    [8 * mebibyte + 1, 2],
    [10_000 * 8 * mebibyte, 10_000],
    [10_000 * 8 * mebibyte + 1, 10_000],
    [5 * 1024 ** 4, 10_000],
  ])('cuts %i bytes into %i parts, at most 10,000, without a gap', (size, count) => {
    const parts = partsOf(size);
    expect(parts).toHaveLength(count);
    expect(parts[0]).toMatchObject({ partNumber: 1, start: 0 });
    expect(parts.at(-1)?.end).toBe(size);
    const wrong = parts.filter(
      ({ start, partNumber }, index) => start !== (parts[index - 1]?.end ?? 0) || partNumber !== index + 1,
    );
    expect(wrong).toEqual([]);
  });
});
