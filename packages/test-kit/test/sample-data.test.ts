import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { incompressibleBytes, jsonDocuments, jsonEvents, logLines } from '@headwaters/test-kit';
import { describe, expect, it } from '@jest/globals';

const samples = {
  logLines: Buffer.concat([...logLines(5_000)]),
  jsonEvents: Buffer.concat([...jsonEvents(1_000)]),
  jsonDocuments: Buffer.concat([...jsonDocuments(3)]),
  incompressibleBytes: incompressibleBytes(100_000),
};
const gzipRatio = (bytes: Uint8Array) => bytes.length / gzipSync(bytes, { level: 6 }).length;

describe('sample data', () => {
  it('has the bytes that the published measurements were made with', () => {
    const digests = Object.entries(samples).map(([name, bytes]) => [
      name,
      createHash('sha256').update(bytes).digest('hex').slice(0, 16),
    ]);
    expect(Object.fromEntries(digests)).toEqual({
      logLines: '331f7f0eaf6b2650',
      jsonEvents: '56438938863014f5',
      jsonDocuments: 'bd6a8bb09f45d54c',
      incompressibleBytes: '41d5ba24049149c7',
    });
  });
});

describe('logLines', () => {
  it('compresses 3.3 to 3.5 : 1 (1 MB, gzip level 6)', () => {
    expect(gzipRatio(samples.logLines)).toBeGreaterThanOrEqual(3.3);
    expect(gzipRatio(samples.logLines)).toBeLessThanOrEqual(3.5);
  });
});

describe('jsonEvents', () => {
  it('compresses 4.6 to 4.9 : 1 (1 MB, gzip level 6)', () => {
    expect(gzipRatio(samples.jsonEvents)).toBeGreaterThanOrEqual(4.6);
    expect(gzipRatio(samples.jsonEvents)).toBeLessThanOrEqual(4.9);
  });
});

describe('incompressibleBytes', () => {
  it('does not compress', () => {
    expect(gzipRatio(samples.incompressibleBytes)).toBeLessThan(1);
  });
});
