import { describe, expect, it } from '@jest/globals';
import { type SelectedVersion, groupMissing } from '../../src/backfill/select-versions.js';

const version = (key: string, more: Partial<SelectedVersion> = {}): SelectedVersion => ({
  source: { bucket: 'b', key },
  isLatest: true,
  isDeleteMarker: false,
  sizeBytes: 1,
  lastModified: new Date(0),
  eTag: undefined,
  archive: undefined,
  state: 'missing',
  isOlderThanReceipts: false,
  latestReceiptMillis: 0,
  rejections: '',
  ...more,
});

async function group(pages: readonly (readonly SelectedVersion[])[]): Promise<string[][]> {
  const groups: string[][] = [];
  const source = (async function* () {
    for (const page of pages) yield await Promise.resolve(page);
  })();
  for await (const keys of groupMissing(source)) {
    groups.push(
      keys.map((versions) => versions.map(({ source: { key }, eTag }) => `${key}${eTag ?? ''}`).join(' ')),
    );
  }
  return groups;
}

const mebibyte = 1_048_576;

describe('groupMissing', () => {
  it('has at most 100 keys in a group', async () => {
    const page = Array.from({ length: 101 }, (_, index) => version(`${index}`));
    expect((await group([page])).map(({ length }) => length)).toEqual([100, 1]);
  });

  it('has at most 64 MiB in a group, unless one object is larger', async () => {
    const sized = (key: string, mebibytes: number) => version(key, { sizeBytes: mebibytes * mebibyte });
    const page = [sized('a', 32), sized('b', 32), sized('c', 1), sized('d', 65), sized('e', 1)];
    expect(await group([page])).toEqual([['a', 'b'], ['c'], ['d'], ['e']]);
  });

  it('keeps the versions of a key together, oldest first, also across pages, and leaves out what is not missing', async () => {
    const pages = [
      [version('a', { state: 'published' }), version('b', { eTag: '3' }), version('b', { eTag: '2' })],
      [version('b', { eTag: '1' }), version('c'), version('d', { state: 'rejected' })],
    ];
    expect(await group(pages)).toEqual([['b1 b2 b3', 'c']]);
  });
});
