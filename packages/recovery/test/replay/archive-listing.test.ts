import { archiveKey, parseArchiveKey } from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';
import { type ArchivedRange, groupUploads } from '../../src/replay/archive-listing.js';

function* rangesOf(file: string, count: number): Generator<ArchivedRange, void> {
  const source = { bucket: 'uploads', key: file, versionId: 'v1' };
  for (let offset = 0; offset < count; offset += 1) {
    const key = archiveKey({ source, offset }, 'gz');
    const name = parseArchiveKey(key);
    if (name === undefined) throw new Error(`${key} is no key of the archive.`);
    yield { key, name, directory: `uploads/${file}/v1/`, bytes: 1, archivedAtMillis: 0 };
  }
}

async function* listing(counts: Readonly<Record<string, number>>) {
  for (const [file, count] of Object.entries(counts)) yield* await Promise.resolve(rangesOf(file, count));
}

async function groupsOf(counts: Readonly<Record<string, number>>) {
  const listAgain = (directory: string) => {
    const file = directory.split('/')[1] ?? '';
    return listing({ [file]: counts[file] ?? 0 });
  };
  const groups: Record<string, number>[] = [];
  for await (const uploads of groupUploads(listing(counts), listAgain)) {
    const group: Record<string, number> = {};
    for (const { directory, ranges } of uploads) {
      let count = 0;
      for await (const { name } of ranges) count += name.offset === count ? 1 : Number.NaN;
      group[directory] = count;
    }
    groups.push(group);
  }
  return groups;
}

describe('groupUploads', () => {
  it('groups small files, and lists one with more than 256 ranges by itself', async () => {
    expect(await groupsOf({ a: 1, b: 255, c: 257, d: 2, e: 256, f: 1 })).toEqual([
      { 'uploads/a/v1/': 1, 'uploads/b/v1/': 255 },
      { 'uploads/c/v1/': 257 },
      { 'uploads/d/v1/': 2, 'uploads/e/v1/': 256 },
      { 'uploads/f/v1/': 1 },
    ]);
  });

  it('yields nothing for an empty listing', async () => {
    expect(await groupsOf({})).toEqual([]);
  });
});
