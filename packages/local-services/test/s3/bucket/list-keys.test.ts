import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type KeyEntry, listKeys } from '../../../src/s3/bucket/list-keys.js';
import { SortedKeys, compareUtf8 } from '../../../src/s3/bucket/sorted-keys.js';

const anyKey = fc.string({
  unit: fc.constantFrom('a', 'b', '/', '.', '\u{1F600}', '\uFF21'),
  minLength: 1,
  maxLength: 6,
});

function sortedKeys(keys: Iterable<string>): SortedKeys {
  const sorted = new SortedKeys();
  for (const key of keys) sorted.add(key);
  return sorted;
}

/** The expected names: all keys, grouped by the delimiter. */
function expectedEntries(keys: ReadonlySet<string>, prefix: string, delimiter: string): string[] {
  const names = [...keys]
    .filter((key) => key.startsWith(prefix))
    .map((key) => {
      const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      return end === -1 ? key : key.slice(0, end + delimiter.length);
    });
  return [...new Set(names)].sort(compareUtf8);
}

function allPages(keys: SortedKeys, prefix: string, delimiter: string, limit: number): KeyEntry[] {
  const entries: KeyEntry[] = [];
  for (;;) {
    const after = entries.at(-1)?.name ?? '';
    const page = listKeys({ keys, prefix, delimiter, limit, after, accepts: () => true });
    expect(page.entries.length).toBeLessThanOrEqual(limit);
    entries.push(...page.entries);
    if (!page.isTruncated) return entries;
    expect(page.entries).toHaveLength(limit);
  }
}

describe('listKeys', () => {
  it('lists every key or common prefix once, in order, for any page size', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyKey, { maxLength: 30 }),
        fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 2 }),
        fc.constantFrom('', '/', 'b', '//'),
        fc.integer({ min: 1, max: 4 }),
        (keys, prefix, delimiter, limit) => {
          const names = allPages(sortedKeys(keys), prefix, delimiter, limit).map(({ name }) => name);
          expect(names).toEqual(expectedEntries(new Set(keys), prefix, delimiter));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('omits keys that are not accepted, and common prefixes without accepted keys', () => {
    const keys = sortedKeys(['a/1', 'a/2', 'b/1', 'c']);
    const accepts = (key: string) => key === 'a/2' || key === 'c';
    const page = listKeys({ keys, prefix: '', delimiter: '/', limit: 10, after: '', accepts });
    expect(page.entries.map(({ name }) => name)).toEqual(['a/', 'c']);
  });

  it('is truncated only if an accepted key follows', () => {
    const keys = sortedKeys(['a', 'b']);
    const listing = { keys, prefix: '', delimiter: '', limit: 1, after: '' };
    expect(listKeys({ ...listing, accepts: () => true }).isTruncated).toBe(true);
    expect(listKeys({ ...listing, accepts: (key) => key === 'a' }).isTruncated).toBe(false);
  });
});
