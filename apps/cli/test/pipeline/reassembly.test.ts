import { createHash } from 'node:crypto';
import type { Block } from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Reassembly } from '../../src/pipeline/reassembly.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Splits text into blocks of one line. */
function splitLines(text: string): Block[] {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  let offset = 0;
  return lines.map((line, index) => {
    const block = {
      source: { bucket: 'uploads', key: 'a.txt' },
      offset,
      lineNumber: index + 1,
      recordCount: 1,
      rawLength: line.length,
      isLast: index === lines.length - 1,
      isReference: false,
      bytes: Buffer.from(line),
    };
    offset += line.length;
    return block;
  });
}

describe('Reassembly', () => {
  it('has the hash of the file for blocks in any order, with duplicates', () => {
    const text = 'one\ntwo\n\nfour\nfive';
    const orders = fc.array(fc.nat(4), { minLength: 5, maxLength: 30 });
    fc.assert(
      fc.property(orders, (order) => {
        const blocks = splitLines(text);
        const reassembly = new Reassembly();
        const arrivals = [...order.map((index) => blocks[index]), ...blocks].filter(
          (block) => block !== undefined,
        );
        for (const block of arrivals) reassembly.add(block, block.bytes);
        expect(reassembly).toMatchObject({
          isComplete: true,
          bytes: text.length,
          records: 5,
          duplicates: arrivals.length - 5,
        });
        expect(reassembly.sha256()).toBe(sha256(text));
        expect(reassembly.missing(text.length)).toEqual([]);
      }),
    );
  });

  it('returns the missing ranges', () => {
    const reassembly = new Reassembly();
    for (const block of splitLines('one\ntwo\nthree\nfour\nfive\n').filter(
      (_, index) => index === 1 || index === 3,
    ))
      reassembly.add(block, block.bytes);
    expect(reassembly.isComplete).toBe(false);
    expect(reassembly.missing(24)).toEqual([
      { start: 0, end: 4 },
      { start: 8, end: 14 },
      { start: 19, end: 24 },
    ]);
  });

  it('is incomplete until the last block is added', () => {
    const reassembly = new Reassembly();
    const [first, last] = splitLines('one\ntwo') as [Block, Block];
    reassembly.add(first, first.bytes);
    expect(reassembly.isComplete).toBe(false);
    reassembly.add(last, last.bytes);
    expect(reassembly.isComplete).toBe(true);
  });

  it('has the hash of no bytes before the first block', () => {
    const reassembly = new Reassembly();
    expect(reassembly.sha256()).toBe(sha256(''));
    expect(reassembly.missing(0)).toEqual([]);
    expect(reassembly.missing(3)).toEqual([{ start: 0, end: 3 }]);
  });
});
