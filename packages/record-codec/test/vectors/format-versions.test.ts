import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { formatVersion } from '../../src/block/block-metadata.js';

/** SHA-256 of the vectors of each format version. It never changes once the version is released. */
const hashes: readonly string[] = ['b01856a25c883796718a8fa4c5ab0c036e97227b4f597c8222487e9ba66c3e23'];

const metadataOffset = 24;
const versions = Array.from({ length: formatVersion }, (_, index) => index + 1);
const pathOf = (version: number) => join(__dirname, `block-format-${version}.json`);

/** The same of vectors that were added to a version. */
const addedHashes: Readonly<Record<string, string>> = {
  'block-format-1-text.json': '9f5f8733788a0c24a60471ddb76b5d4ce359d38424c722813c8e070d9c4c26d4',
};

describe('the vectors that were added to a format version', () => {
  it.each(Object.entries(addedHashes))('%s has the hash that it was released with', (file, expected) => {
    const hash = createHash('sha256')
      .update(readFileSync(join(__dirname, file)))
      .digest('hex');
    expect(hash).toBe(expected);
  });
});

describe('the vectors of every format version', () => {
  it.each(versions)('exist for version %d and have the hash that they were released with', (version) => {
    expect(existsSync(pathOf(version))).toBe(true);
    const hash = createHash('sha256')
      .update(readFileSync(pathOf(version)))
      .digest('hex');
    expect(hash).toBe(hashes[version - 1]);
  });

  it.each(versions)('carry format version %d', (version) => {
    const vectors = JSON.parse(readFileSync(pathOf(version), 'utf8')) as { name: string; hex: string }[];
    const gzipped = vectors.filter(({ name }) => name.endsWith(', gzip'));
    expect(gzipped.map(({ hex }) => Buffer.from(hex, 'hex')[metadataOffset])).toEqual(
      gzipped.map(() => version),
    );
    expect(gzipped.length).toBeGreaterThan(0);
  });
});
