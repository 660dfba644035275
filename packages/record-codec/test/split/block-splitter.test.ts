import { crc32 } from 'node:zlib';
import { type Block, BlockSplitter, InvalidOptionError, maxBlockRawBytes } from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { source, splitChunks, splitObject } from '../support/blocks.js';

const texts = (blocks: Block[]) => blocks.map(({ bytes }) => Buffer.from(bytes).toString('latin1'));

/** Objects with many newlines and carriage returns among other bytes. */
const objects = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(10, 13, 97) }, fc.nat(255)), { maxLength: 300 })
  .map((bytes) => Buffer.from(bytes));

const cellSizes = fc.integer({ min: 1, max: 40 });

describe('BlockSplitter', () => {
  it('puts the lines that start in one cell into one block', () => {
    expect(texts(splitObject('aaa\nbbb\nccc\nddd\n', { cellBytes: 8 }))).toEqual([
      'aaa\nbbb\n',
      'ccc\nddd\n',
    ]);
  });

  it('keeps the last line of a cell complete, and returns no block for a cell in which no line starts', () => {
    expect(splitObject('a\nbbbbbbbbbb\nc', { cellBytes: 4 })).toMatchObject([
      { offset: 0, lineNumber: 1, recordCount: 2, rawLength: 13, isLast: false },
      { offset: 13, lineNumber: 3, recordCount: 1, rawLength: 1, isLast: true },
    ]);
  });

  it('assigns a line to the cell of its first byte: the last byte of a cell, and one byte later', () => {
    expect(texts(splitObject('aa\nb\n', { cellBytes: 4 }))).toEqual(['aa\nb\n']);
    expect(texts(splitObject('aaa\nb\n', { cellBytes: 4 }))).toEqual(['aaa\n', 'b\n']);
  });

  it('returns no block for an empty object', () => {
    expect(splitObject('')).toEqual([]);
  });

  it('returns a block only when the next byte or end() shows whether it is the last', () => {
    const splitter = new BlockSplitter({ source, cellBytes: 4 });
    expect(splitter.push(Buffer.from('aaa\n'))).toEqual([]);
    expect(splitter.push(Buffer.from('b'))).toMatchObject([{ isLast: false }]);
    expect(splitter.end()).toMatchObject([{ isLast: true }]);
  });

  it('marks the last block of an object whose size is a multiple of the cell', () => {
    expect(splitObject('aaa\nbbb\n', { cellBytes: 4 }).map(({ isLast }) => isLast)).toEqual([false, true]);
  });

  it('counts empty lines and a last line without newline', () => {
    expect(splitObject('\n\n\nx')).toMatchObject([{ recordCount: 4, lineNumber: 1 }]);
  });

  it('copies the chunk, so that the caller may reuse its memory', () => {
    const chunk = Buffer.from('abc\n');
    const splitter = new BlockSplitter({ source });
    splitter.push(chunk);
    chunk.fill(0);
    expect(texts(splitter.end())).toEqual(['abc\n']);
  });

  it.each([
    { cellBytes: 0 },
    { cellBytes: maxBlockRawBytes + 1 },
    { cellBytes: 1.5 },
    { start: { cell: -1, lineNumber: 1 } },
    { start: { cell: 0, lineNumber: 0 } },
  ])('rejects %j', (options) => {
    expect(() => new BlockSplitter({ source, ...options })).toThrow(InvalidOptionError);
  });
});

describe('BlockSplitter, near maxBlockRawBytes', () => {
  const line = (length: number) => Buffer.concat([Buffer.alloc(length - 1, 'x'), Buffer.from('\n')]);

  it('returns one block for a cell of exactly maxBlockRawBytes', () => {
    const object = Buffer.concat([line(10), line(maxBlockRawBytes - 10)]);
    expect(splitObject(object)).toMatchObject([{ rawLength: maxBlockRawBytes, recordCount: 2 }]);
  });

  it('returns the last line in a block of its own if the cell has one byte more', () => {
    const object = Buffer.concat([line(4), line(6), line(maxBlockRawBytes - 9), line(5)]);
    expect(splitObject(object)).toMatchObject([
      { offset: 0, lineNumber: 1, recordCount: 2, rawLength: 10, isLast: false },
      { offset: 10, lineNumber: 3, recordCount: 1, rawLength: maxBlockRawBytes - 9, isReference: false },
      { offset: maxBlockRawBytes + 1, lineNumber: 4, recordCount: 1, rawLength: 5, isLast: true },
    ]);
  });

  it('returns a block for a line of maxBlockRawBytes and a reference for a line of one byte more', () => {
    expect(splitObject(line(maxBlockRawBytes))).toMatchObject([{ isReference: false, isLast: true }]);
    const longer = line(maxBlockRawBytes + 1);
    expect(splitObject(longer)).toEqual([
      {
        source,
        offset: 0,
        lineNumber: 1,
        recordCount: 1,
        rawLength: longer.length,
        isLast: true,
        isReference: true,
        referenceCrc32: crc32(longer),
        layout: 'lines',
        bytes: Buffer.alloc(0),
      },
    ]);
  });

  it('continues after a reference with the correct offset, line number and cell, for chunks of any size', () => {
    const object = Buffer.concat([line(7), line(2_500_000), line(9), Buffer.from('end')]);
    const blocks = splitObject(object);
    expect(blocks).toMatchObject([
      { offset: 0, rawLength: 7 },
      { offset: 7, lineNumber: 2, rawLength: 2_500_000, isReference: true },
      { offset: 2_500_007, lineNumber: 3, recordCount: 2, rawLength: 12, isLast: true },
    ]);
    const chunks = Array.from({ length: 40 }, (_, index) =>
      object.subarray(index * 65_536, (index + 1) * 65_536),
    );
    expect(splitChunks(chunks)).toEqual(blocks);
  });

  it('returns a reference for a long last line without a newline', () => {
    expect(splitObject(Buffer.alloc(1_500_000, 'x'))).toMatchObject([{ isReference: true, isLast: true }]);
  });
});

describe('BlockSplitter, for any object', () => {
  it('returns blocks that concatenate to the object', () => {
    fc.assert(
      fc.property(objects, cellSizes, (object, cellBytes) => {
        const blocks = splitObject(object, { cellBytes });
        expect(Buffer.concat(blocks.map(({ bytes }) => bytes))).toEqual(object);
      }),
    );
  });

  it('returns the same blocks as a naive implementation', () => {
    fc.assert(
      fc.property(objects, cellSizes, (object, cellBytes) => {
        expect(texts(splitObject(object, { cellBytes }))).toEqual(splitNaively(object, cellBytes));
      }),
    );
  });

  it('returns the same blocks for chunks of any size', () => {
    fc.assert(
      fc.property(objects, cellSizes, fc.integer({ min: 1, max: 50 }), (object, cellBytes, chunkBytes) => {
        const chunks = [];
        for (let at = 0; at < object.length; at += chunkBytes)
          chunks.push(object.subarray(at, at + chunkBytes));
        expect(splitChunks(chunks, { cellBytes })).toEqual(splitObject(object, { cellBytes }));
      }),
    );
  });

  it('returns the same blocks for a start at any cell', () => {
    fc.assert(
      fc.property(objects, cellSizes, fc.nat(20), (object, cellBytes, cell) => {
        const expected = splitObject(object, { cellBytes }).filter(
          ({ offset }) => offset >= cell * cellBytes,
        );
        const lineNumber = expected[0]?.lineNumber ?? 1;
        const rest = object.subarray(Math.max(cell * cellBytes - 1, 0));
        expect(splitObject(rest, { cellBytes, start: { cell, lineNumber } })).toEqual(expected);
      }),
    );
  });
});

function splitNaively(object: Buffer, cellBytes: number): string[] {
  const lines = object.toString('latin1').match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const cells = new Map<number, string>();
  let offset = 0;
  for (const line of lines) {
    const cell = Math.floor(offset / cellBytes);
    cells.set(cell, (cells.get(cell) ?? '') + line);
    offset += line.length;
  }
  return [...cells.values()];
}
