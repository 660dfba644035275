import { type CollectedRange, PartCollector } from '@headwaters/ledger';
import {
  type BlockPart,
  BlockSplitter,
  carriedBlock,
  type CarriedBlock,
  decodeRecord,
  encodeBlock,
  regroupBlock,
} from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };

/** Splits a string into framed blocks, partitioned by the first byte of each line. */
function partsOf(text: string, { cellBytes = 32, slotCount = 5 } = {}): [CarriedBlock, BlockPart][] {
  const splitter = new BlockSplitter({ source, cellBytes });
  const blocks = [...splitter.push(Buffer.from(text)), ...splitter.end()];
  const keyOf = (record: Uint8Array) => String(record[0]);
  return blocks
    .flatMap((block) => regroupBlock(block, { keyOf, slotCount }))
    .flatMap((block) => {
      const carried = carriedBlock(decodeRecord(encodeBlock(block)), 'key');
      return carried?.part ? [[carried, carried.part] as const] : [];
    })
    .map(([carried, part]) => [carried, part]);
}

function collect(parts: readonly [CarriedBlock, BlockPart][]): CollectedRange[] {
  const collector = new PartCollector();
  const outcomes = parts.map(([carried, part]) => collector.add(carried, part));
  return outcomes.filter((outcome) => typeof outcome !== 'string');
}

describe('PartCollector', () => {
  it('reassembles the object byte for byte from parts in any order, with duplicates', () => {
    const line = fc.tuple(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.constantFrom('\n', '\r\n', '\r\r\n'),
    );
    const texts = fc.array(line, { minLength: 1, maxLength: 30 }).map((lines) => lines.flat().join(''));
    const property = fc.property(
      texts,
      fc.boolean(),
      fc.array(fc.nat(), { minLength: 90, maxLength: 90 }),
      (text, isCut, order) => {
        const content = isCut ? text.slice(0, -1) : text;
        const parts = partsOf(content).map((part, index) => ({ part, at: order[index] ?? 0 }));
        const shuffled = parts.sort((a, b) => a.at - b.at).map(({ part }) => part);
        const ranges = collect([...shuffled, ...shuffled]).sort((a, b) => a.offset - b.offset);
        expect(Buffer.concat(ranges.map(({ bytes }) => bytes)).toString()).toBe(
          Buffer.from(content).toString(),
        );
        expect(ranges.map(({ isLast }) => isLast)).toEqual(
          ranges.map((_, index) => index === ranges.length - 1),
        );
      },
    );
    fc.assert(property, { numRuns: 100 });
  });

  it('completes a range with its last part and reports duplicates', () => {
    const [first, second] = partsOf('a1\nb1\na2\n') as [[CarriedBlock, BlockPart], [CarriedBlock, BlockPart]];
    const collector = new PartCollector();
    expect(collector.add(...first)).toBe('incomplete');
    expect(collector.add(...first)).toBe('duplicate');
    expect(collector.add(...second)).toMatchObject({ offset: 0, rawLength: 9, recordCount: 3, isLast: true });
    expect(collector.add(...second)).toBe('duplicate');
  });

  it('throws HEADWATERS_PARTS_MISMATCH if the parts do not add up to their range', () => {
    const [first] = partsOf('a1\nb1\na2\n') as [[CarriedBlock, BlockPart]];
    const [, other] = partsOf('a1\na2\nb1\n') as [unknown, [CarriedBlock, BlockPart]];
    const collector = new PartCollector();
    collector.add(...first);
    expect(() => collector.add(...other)).toThrow(
      expect.objectContaining({ code: 'HEADWATERS_PARTS_MISMATCH' }),
    );
  });

  it.each(['utf-16le', 'utf-16be'] as const)('inserts the line terminators of %s', (encoding) => {
    const content = Buffer.from('a1\nb1\r\na2\n', 'utf16le');
    if (encoding === 'utf-16be') content.swap16();
    const splitter = new BlockSplitter({ source, cellBytes: 1_024, encoding });
    const [block] = [...splitter.push(content), ...splitter.end()];
    if (block === undefined) throw new Error('no block');
    const keyOf = (record: Uint8Array) => Buffer.from(record).toString('hex', 0, 2);
    const parts = regroupBlock(block, { keyOf, slotCount: 1_000 }).flatMap((part) => {
      const carried = carriedBlock(decodeRecord(encodeBlock(part)), 'key');
      return carried?.part ? [[carried, carried.part] as [CarriedBlock, BlockPart]] : [];
    });
    expect(parts.length).toBe(2);
    expect(collect(parts).map(({ bytes }) => Buffer.from(bytes).equals(content))).toEqual([true]);
  });
});
