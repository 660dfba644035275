import { gzipSync } from 'node:zlib';
import { incompressibleBytes, jsonEvents, logLines } from '@headwaters/test-kit';
import { describe, expect, it } from '@jest/globals';

const gzipRatio = (bytes: Uint8Array) => bytes.length / gzipSync(bytes, { level: 6 }).length;

describe('the entropy of the standard data (gzip, level 6)', () => {
  it('is 3.3 to 3.5 : 1 for 1 MB of log lines', () => {
    const ratio = gzipRatio(Buffer.concat([...logLines(5000)]));
    expect(ratio).toBeGreaterThanOrEqual(3.3);
    expect(ratio).toBeLessThanOrEqual(3.5);
  });

  it('is 4.6 to 4.9 : 1 for 1 MB of JSON events', () => {
    const ratio = gzipRatio(Buffer.concat([...jsonEvents(1000)]));
    expect(ratio).toBeGreaterThanOrEqual(4.6);
    expect(ratio).toBeLessThanOrEqual(4.9);
  });

  it('is below 1 : 1 for incompressible bytes', () => {
    expect(gzipRatio(incompressibleBytes(100_000))).toBeLessThan(1);
  });
});
