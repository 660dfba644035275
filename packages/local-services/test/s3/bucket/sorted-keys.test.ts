import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareUtf8, SortedKeys } from '../../../src/s3/bucket/sorted-keys.js';

const anyKey = fc.string({
  unit: fc.constantFrom('a', 'b', '/', '.', '\u{1F600}', '\uFF21', '\u{10FFFF}', '\uFFFF'),
  minLength: 1,
  maxLength: 6,
});

describe('compareUtf8', () => {
  it('orders any two strings like their UTF-8 bytes', () => {
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareUtf8(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
    expect(compareUtf8('\u{1F600}', '\uFF21')).toBeGreaterThan(0);
  });
});

describe('SortedKeys', () => {
  it('contains each key once, in order, after additions and deletions', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), anyKey)), (changes) => {
        const sorted = new SortedKeys();
        const expected = new Set<string>();
        for (const [isAddition, key] of changes) {
          sorted[isAddition ? 'add' : 'delete'](key);
          expected[isAddition ? 'add' : 'delete'](key);
        }
        expect(sorted.size).toBe(expected.size);
        const listed: string[] = [];
        for (let key = sorted.firstFrom(''); key !== undefined; key = sorted.firstAfter(key))
          listed.push(key);
        expect(listed).toEqual([...expected].sort(compareUtf8));
      }),
    );
  });

  it('finds the first key after all keys with a prefix, as a scan of all keys does', () => {
    fc.assert(
      fc.property(fc.array(anyKey), anyKey, (keys, prefix) => {
        const sorted = new SortedKeys();
        for (const key of keys) sorted.add(key);
        const after = keys.filter((key) => compareUtf8(key, prefix) > 0 && !key.startsWith(prefix));
        expect(sorted.firstAfterPrefix(prefix)).toBe(after.sort(compareUtf8)[0]);
      }),
    );
  });
});
