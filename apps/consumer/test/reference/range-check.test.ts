import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import type { Block } from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RangeCheck } from '../../src/sink/archive-reference.js';

const bytes = randomBytes(400_000);
const reference = {
  source: { bucket: 'uploads', key: 'notes.txt' },
  offset: 0,
  rawLength: bytes.length,
  referenceCrc32: crc32(bytes),
} as Block;

async function piecesOf(chunkBytes: readonly number[]): Promise<Buffer[]> {
  let at = 0;
  const chunks = [...chunkBytes.map((length) => bytes.subarray(at, (at += length))), bytes.subarray(at)];
  const check = Readable.from(chunks, { objectMode: false }).pipe(new RangeCheck(reference));
  const pieces = [];
  for await (const piece of check) pieces.push(piece as Buffer);
  return pieces;
}

describe('RangeCheck', () => {
  it('passes the same pieces on however the bytes arrive: zstd makes other bytes of other pieces', async () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 200_000 }), { maxLength: 8 });
    const property = fc.asyncProperty(lengths, async (chunkBytes) => {
      const pieces = await piecesOf(chunkBytes);
      expect(pieces.map(({ length }) => length)).toEqual([131_072, 131_072, 131_072, 6_784]);
      expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
    });
    await fc.assert(property, { numRuns: 20 });
  });
});
