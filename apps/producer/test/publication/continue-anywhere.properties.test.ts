import { gzipSync } from 'node:zlib';
import { decodeRecord } from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { StreamRecord } from '../../src/lane/put-records.js';
import { publishInTurns } from '../fakes/publish-in-turns.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
const lines = fc
  .array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 40 })
  .map((lengths) => Buffer.from(lengths.map((length) => `${'x'.repeat(length)}\n`).join('')));

async function publish(content: Buffer, requestsPerTurn: number, stored = content) {
  const blocks = new Map<number, Uint8Array>();
  const onStored = ({ data }: StreamRecord) => {
    const decoded = decodeRecord(data);
    if (decoded.profile === 'block') blocks.set(decoded.block.offset, decoded.block.bytes);
  };
  const { turns, end } = await publishInTurns({ source, stored, requestsPerTurn, onStored });
  const inOrder = [...blocks].sort(([a], [b]) => a - b).map(([, bytes]) => bytes);
  return { turns, end, blockCount: blocks.size, content: Buffer.concat(inOrder) };
}

describe('publishObject', () => {
  it('makes the same object in any number of invocations, with the right line numbers', async () => {
    const property = fc.asyncProperty(
      lines,
      fc.integer({ min: 3, max: 6 }),
      async (content, requestsPerTurn) => {
        const published = await publish(content, requestsPerTurn);
        expect(published.content.toString()).toBe(content.toString());
        expect(published.turns).toBeGreaterThanOrEqual(published.blockCount / requestsPerTurn);
        expect(published.end.offset).toBe(content.length);
        expect(published.end.lineNumber).toBe(content.toString().split('\n').length);
      },
    );
    await fc.assert(property, { numRuns: 50 });
  });

  it('does so for gzip too, of which only the start can be unpacked', async () => {
    const property = fc.asyncProperty(lines, async (content) => {
      const published = await publish(content, 3, gzipSync(content));
      expect(published.content.toString()).toBe(content.toString());
      expect(published.end.offset).toBe(content.length);
    });
    await fc.assert(property, { numRuns: 20 });
  });
});
