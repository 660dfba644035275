import {
  type Block,
  InvalidOptionError,
  decodeRecord,
  encodeBlock,
  maxBlockRawBytes,
} from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitChunks, splitObject } from '../support/blocks.js';

const rows = 'id,text\n1,"two\nlines"\r\n2,"a ""quote""\n"\n3,plain';

function contents(block: Block): string[] {
  const decoded = decodeRecord(encodeBlock(block));
  if (decoded.profile !== 'block') throw new Error('not a block');
  return [...decoded.records()].map(({ bytes }) => Buffer.from(bytes).toString());
}

describe('BlockSplitter, layout csv', () => {
  it('keeps a row with quoted newlines in one block, for any cell size', () => {
    const expected = ['id,text', '1,"two\nlines"', '2,"a ""quote""\n"', '3,plain'];
    for (let cellBytes = 1; cellBytes <= rows.length; cellBytes++) {
      const blocks = splitObject(rows, { layout: 'csv', cellBytes });
      expect(blocks.flatMap(contents)).toEqual(expected);
      expect(Buffer.concat(blocks.map(({ bytes }) => bytes)).toString()).toBe(rows);
    }
  });

  it('numbers rows, not lines', () => {
    const blocks = splitObject(rows, { layout: 'csv', cellBytes: 1 });
    expect(blocks.map(({ lineNumber }) => lineNumber)).toEqual([1, 2, 3, 4]);
  });

  it('returns the same blocks for input split at every byte and for a start at every record', () => {
    const options = { layout: 'csv', cellBytes: 10 } as const;
    const expected = splitObject(rows, options);
    expect(
      splitChunks(
        Array.from(rows, (letter) => Buffer.from(letter)),
        options,
      ),
    ).toEqual(expected);
    for (const { offset, lineNumber } of expected) {
      const rest = splitObject(rows.slice(offset), { ...options, start: { offset, lineNumber } });
      expect(rest).toEqual(expected.filter((block) => block.offset >= offset));
    }
  });

  it("copies the first row to every block with header 'first-row'", () => {
    const blocks = splitObject(rows, { layout: 'csv', cellBytes: 8, header: 'first-row' });
    expect(blocks.length).toBeGreaterThan(2);
    expect(blocks.map(({ header }) => Buffer.from(header ?? []).toString())).toEqual(
      blocks.map(() => 'id,text\n'),
    );
    expect(blocks.map((block) => decodeRecord(encodeBlock(block)))).toMatchObject(
      blocks.map((block) => ({ block })),
    );
  });

  it('uses a single row without a newline as its own header', () => {
    const [block] = splitObject('id,text', { layout: 'csv', header: 'first-row' });
    expect(block?.header).toEqual(Buffer.from('id,text'));
  });

  it('copies a given header to every block when it starts later', () => {
    const header = Buffer.from('id,text\n');
    const [block] = splitObject('3,plain', { layout: 'csv', header, start: { offset: 41, lineNumber: 4 } });
    expect(block).toMatchObject({ header, offset: 41, lineNumber: 4 });
  });
});

describe('BlockSplitter, layout whole', () => {
  it('returns one block with one record', () => {
    const blocks = splitObject('a\nb\n', { layout: 'whole', cellBytes: 2 });
    expect(blocks).toMatchObject([{ recordCount: 1, isLast: true, layout: 'whole' }]);
    expect(blocks.flatMap(contents)).toEqual(['a\nb\n']);
  });

  it('returns a reference for an object above maxBlockRawBytes', () => {
    const object = Buffer.alloc(maxBlockRawBytes + 1);
    expect(splitObject(object, { layout: 'whole' })).toMatchObject([
      { isReference: true, rawLength: object.length },
    ]);
  });
});

describe('BlockSplitter', () => {
  it('copies content type, schema id and trace context to every block', () => {
    const described = { contentType: 'text/plain', schemaId: 's', traceContext: 't' };
    expect(splitObject('a\nb\n', { cellBytes: 2, ...described })).toMatchObject([described, described]);
  });

  it('returns the same blocks for a start at the offset of every line', () => {
    const lines = fc.array(
      fc.string({ maxLength: 10 }).map((text) => text.replaceAll('\n', ' ')),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(lines, fc.integer({ min: 1, max: 30 }), fc.nat(), (texts, cellBytes, pick) => {
        const object = Buffer.from(texts.join('\n'));
        const blocks = splitObject(object, { cellBytes });
        const first = blocks[pick % Math.max(blocks.length, 1)];
        if (first === undefined) return;
        const { offset, lineNumber } = first;
        const rest = splitObject(object.subarray(offset), { cellBytes, start: { offset, lineNumber } });
        expect(rest).toEqual(blocks.filter((block) => block.offset >= offset));
      }),
    );
  });

  it.each([
    { layout: 'csv', start: { cell: 1, lineNumber: 2 } },
    { layout: 'whole', start: { cell: 1, lineNumber: 2 } },
    { layout: 'lines', start: { offset: -1, lineNumber: 1 } },
    { layout: 'lines', header: 'first-row' },
    { layout: 'csv', header: 'first-row', start: { offset: 1, lineNumber: 2 } },
  ] as const)('rejects %j', (options) => {
    expect(() => splitObject('', options)).toThrow(InvalidOptionError);
  });
});
