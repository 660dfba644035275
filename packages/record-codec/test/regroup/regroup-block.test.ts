import {
  type Block,
  type DecodedBlock,
  InvalidOptionError,
  blockId,
  decodeRecord,
  encodeBlock,
  jsonPointerKey,
  maxBlockRawBytes,
  regroupBlock,
} from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { blockOf, referenceBlock, splitObject } from '../support/blocks.js';

const firstLetter = (record: Uint8Array) => Buffer.from(record).toString('latin1', 0, 1);

function decode(block: Block): DecodedBlock {
  const decoded = decodeRecord(encodeBlock(block));
  if (decoded.profile !== 'block') throw new Error('not a block');
  return decoded;
}

const object = 'a1\nb1\na2\r\nc1\nb2\n';

describe('regroupBlock', () => {
  it('puts the records of a key into one slot, in order, with their positions in the object', () => {
    const [block] = splitObject(object) as [Block];
    const records = regroupBlock(block, { keyOf: firstLetter, slotCount: 1000 }).map((framed) =>
      [...decode(framed).records()].map((record) => [
        Buffer.from(record.bytes).toString(),
        record.offset,
        record.lineNumber,
      ]),
    );
    expect(records).toEqual([
      [
        ['a1', 0, 1],
        ['a2', 6, 3],
      ],
      [
        ['b1', 3, 2],
        ['b2', 13, 5],
      ],
      [['c1', 10, 4]],
    ]);
  });

  it('sets the range, index and count of every part', () => {
    const [, block] = splitObject(`${object}${object}`, { cellBytes: object.length }) as [Block, Block];
    const parts = regroupBlock(block, { keyOf: firstLetter, slotCount: 1000 }).map(({ part }) => part);
    const range = { count: 3, rangeOffset: object.length, rangeLength: object.length };
    expect(parts).toMatchObject([0, 1, 2].map((index) => ({ index, ...range })));
  });

  it('keeps the ids of the records', () => {
    const [block] = splitObject(object) as [Block];
    const ids = regroupBlock(block, { keyOf: firstLetter, slotCount: 7 }).flatMap((framed) =>
      [...decode(framed).records()].map(({ id }) => id),
    );
    expect(ids.sort()).toEqual([...decode(block).records()].map(({ id }) => id).sort());
    expect(ids).toContain(blockId({ source: block.source, offset: 6 }));
  });

  it('starts another block if the body of a slot would exceed maxBlockRawBytes', () => {
    const [block] = splitObject('1234567\n'.repeat(130_000), { cellBytes: maxBlockRawBytes }) as [Block];
    const framed = regroupBlock(block, { keyOf: () => '', slotCount: 4 });
    expect(framed.map(({ part }) => part?.index)).toEqual([0, 1]);
    expect(Math.max(...framed.map(({ rawLength }) => rawLength))).toBeLessThanOrEqual(maxBlockRawBytes);
    expect(framed.reduce((sum, { recordCount }) => sum + recordCount, 0)).toBe(130_000);
  });

  it('accepts a record of maxBlockRawBytes', () => {
    const [block] = splitObject(Buffer.alloc(maxBlockRawBytes, 'x')) as [Block];
    const [framed] = regroupBlock(block, { keyOf: () => '', slotCount: 4 }) as [Block];
    expect([...decode(framed).records()].map(({ bytes }) => bytes.length)).toEqual([maxBlockRawBytes]);
  });

  it('treats a block without a layout as lines', () => {
    const { layout, ...block } = blockOf('a\nb\n', { recordCount: 2 });
    expect(layout).toBe('lines');
    const framed = regroupBlock(block, { keyOf: firstLetter, slotCount: 1 });
    expect(framed).toMatchObject([{ recordCount: 2, layout: 'framed' }]);
    expect(decode(block).block.layout).toBe('lines');
  });

  it('returns a reference unchanged', () => {
    expect(regroupBlock(referenceBlock(), { keyOf: firstLetter, slotCount: 4 })).toEqual([referenceBlock()]);
  });

  it('keeps every record, for any keys', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 5 }), (bytes, slotCount) => {
        for (const block of splitObject(bytes, { cellBytes: 50 })) {
          const framed = regroupBlock(block, { keyOf: firstLetter, slotCount });
          const records = framed.flatMap((part) => [...decode(part).records()]);
          records.sort((left, right) => left.offset - right.offset);
          expect(records.map((record) => Buffer.from(record.bytes))).toEqual(
            [...decode(block).records()].map((record) => Buffer.from(record.bytes)),
          );
        }
      }),
    );
  });

  it.each([0, 65_537, 1.5])('rejects %d slots', (slotCount) => {
    expect(() => regroupBlock(blockOf('a'), { keyOf: firstLetter, slotCount })).toThrow(InvalidOptionError);
  });

  it('rejects a block that is already regrouped', () => {
    const [framed] = regroupBlock(blockOf('a\n'), { keyOf: jsonPointerKey(''), slotCount: 1 }) as [Block];
    expect(() => regroupBlock(framed, { keyOf: firstLetter, slotCount: 1 })).toThrow(InvalidOptionError);
  });
});
