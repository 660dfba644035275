import { BlockSplitter, type CsvDelimiter, InvalidOptionError } from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contentsOf, everyByte, source, splitChunks, splitObject } from '../support/blocks.js';
import { csvText, delimiters } from '../support/csv.js';

const anyDelimiter = fc.constantFrom(...delimiters);
const anyObject = anyDelimiter.chain((delimiter) =>
  fc.record({ delimiter: fc.constant(delimiter), text: csvText(delimiter) }),
);
const cellSizes = fc.integer({ min: 1, max: 40 });

/** RFC 4180 as a regular expression: an optional quoted part at the start of each field, then anything but delimiter and newline. */
function rowsOf(text: string, delimiter: CsvDelimiter): string[] {
  const escaped = delimiter === '|' ? '\\|' : delimiter;
  const field = `(?:"(?:[^"]|"")*(?:"|$))?[^${escaped}\\n]*`;
  return [...text.matchAll(new RegExp(`${field}(?:${escaped}${field})*(?:\\n|$)`, 'g'))]
    .map(([row]) => row)
    .filter((row) => row !== '');
}

describe('BlockSplitter, layout csv, quotes', () => {
  it('treats a quote inside an unquoted field as content', () => {
    const text = 'part,label\np0,hose 5" long\np1,"2"" pipe\nblue"\np2,4" x 6"\n';
    expect(contentsOf(splitObject(text, { layout: 'csv' }))).toEqual([
      'part,label',
      'p0,hose 5" long',
      'p1,"2"" pipe\nblue"',
      'p2,4" x 6"',
    ]);
  });

  it('opens a quoted field after a byte order mark at the start of the object only', () => {
    expect(contentsOf(splitObject('\ufeff"a\nb",c\nd', { layout: 'csv' }))).toEqual(['\ufeff"a\nb",c', 'd']);
    expect(contentsOf(splitObject('a\n\ufeff"b\nc"\n', { layout: 'csv' }))).toEqual(['a', '\ufeff"b', 'c"']);
  });

  it('opens a quoted field after the delimiter of the option, and after no other', () => {
    const text = 'a;"b\nc"\nd,"e\nf"\n';
    expect(contentsOf(splitObject(text, { layout: 'csv', delimiter: ';' }))).toEqual([
      'a;"b\nc"',
      'd,"e',
      'f"',
    ]);
  });

  it('finds the same rows as a regular expression of RFC 4180, for any text, delimiter and cell size', () => {
    fc.assert(
      fc.property(anyObject, cellSizes, ({ text, delimiter }, cellBytes) => {
        const blocks = splitObject(text, { layout: 'csv', cellBytes, delimiter });
        const rows = rowsOf(text, delimiter);
        expect(contentsOf(blocks)).toEqual(rows.map((row) => row.replace(/\r?\n$/, '')));
        expect(blocks.reduce((count, { recordCount }) => count + recordCount, 0)).toBe(rows.length);
      }),
    );
  });

  it('returns the same blocks for any text split at every byte, and for chunks in one reused buffer', () => {
    fc.assert(
      fc.property(anyObject, cellSizes, ({ text, delimiter }, cellBytes) => {
        const options = { layout: 'csv', cellBytes, delimiter, header: 'first-row' } as const;
        const expected = splitObject(text, options);
        expect(splitChunks(everyByte(Buffer.from(text)), options)).toEqual(expected);
        expect(splitChunks(reusedBuffer(Buffer.from(text), 5), options)).toEqual(expected);
      }),
    );
  });

  it('forgets the quotes of earlier bytes in a reused buffer, also after a quoted field', () => {
    // In each chunk of 8 bytes, other bytes are quotes.
    const text = ',a,a,,"\n"\n"\na\n""';
    const options = { layout: 'csv', cellBytes: 1 } as const;
    expect(splitChunks(reusedBuffer(Buffer.from(text), 8), options)).toEqual(splitObject(text, options));
  });

  it('returns the same blocks for a start at the offset of every block', () => {
    fc.assert(
      fc.property(anyObject, cellSizes, fc.nat(), ({ text, delimiter }, cellBytes, pick) => {
        const options = { layout: 'csv', cellBytes, delimiter } as const;
        const object = Buffer.from(text);
        const blocks = splitObject(object, options);
        const { offset, lineNumber } = blocks[pick % blocks.length] ?? { offset: 0, lineNumber: 1 };
        const rest = splitObject(object.subarray(offset), { ...options, start: { offset, lineNumber } });
        expect(rest).toEqual(blocks.filter((block) => block.offset >= offset));
      }),
    );
  });

  it('carries a delimiter other than the comma in every block', () => {
    const [block] = splitObject('a;b', { layout: 'csv', delimiter: ';' });
    expect(block).toMatchObject({ delimiter: ';' });
    expect(splitObject('a,b', { layout: 'csv', delimiter: ',' })[0]).not.toHaveProperty('delimiter');
  });

  it('rejects another delimiter', () => {
    const delimiter = ':' as CsvDelimiter;
    expect(() => new BlockSplitter({ source, layout: 'csv', delimiter })).toThrow(InvalidOptionError);
  });
});

/** Yields an object in chunks that share one buffer, as a caller that reuses its memory does. */
function* reusedBuffer(bytes: Buffer, chunkBytes: number) {
  const buffer = Buffer.alloc(chunkBytes);
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const copied = bytes.copy(buffer, 0, at);
    yield copied === chunkBytes ? buffer : buffer.subarray(0, copied);
  }
}

describe('BlockSplitter, unclosedQuote', () => {
  const report = (text: string, options: { maxQuotedFieldBytes?: number; encoding?: 'utf-16le' } = {}) => {
    const splitter = new BlockSplitter({ source, layout: 'csv', ...options });
    splitter.push(Buffer.from(text, options.encoding === undefined ? 'utf8' : 'utf16le'));
    const early = splitter.unclosedQuote;
    splitter.end();
    return { early, atEnd: splitter.unclosedQuote };
  };

  it('is undefined for closed fields of maxQuotedFieldBytes with their opening quote, and reports one byte more', () => {
    expect(report('a\nb,"12345"\n', { maxQuotedFieldBytes: 6 }).atEnd).toBeUndefined();
    expect(report('a\nb,"123456"\n', { maxQuotedFieldBytes: 6 })).toEqual({
      early: { offset: 4, lineNumber: 2 },
      atEnd: { offset: 4, lineNumber: 2 },
    });
  });

  it('reports an open field before the end of the object once it exceeds the limit', () => {
    expect(report('a\nb,"1234567\nc', { maxQuotedFieldBytes: 6 }).early).toEqual({
      offset: 4,
      lineNumber: 2,
    });
  });

  it('reports a shorter field that the object does not close when the object ends', () => {
    const open = { offset: 4, lineNumber: 2 };
    expect(report('a\nb,"12\n')).toEqual({ early: undefined, atEnd: open });
    expect(report('a\nb,"12\n', { encoding: 'utf-16le' }).atEnd).toEqual({ offset: 8, lineNumber: 2 });
  });

  it('reports the first of several', () => {
    expect(report('"123456","1234567"\n', { maxQuotedFieldBytes: 3 }).atEnd).toEqual({
      offset: 0,
      lineNumber: 1,
    });
  });

  it('counts from the start of a continuation', () => {
    const start = { offset: 100, lineNumber: 7 };
    const splitter = new BlockSplitter({ source, layout: 'csv', start });
    splitter.push(Buffer.from('a\n"b'));
    splitter.end();
    expect(splitter.unclosedQuote).toEqual({ offset: 102, lineNumber: 8 });
  });

  it('is the same for any text split at every byte, and does not change the blocks', () => {
    fc.assert(
      fc.property(anyObject, fc.integer({ min: 1, max: 20 }), ({ text, delimiter }, maxQuotedFieldBytes) => {
        const options = { source, layout: 'csv', delimiter, cellBytes: 9 } as const;
        const [whole, split] = [0, 1].map(() => new BlockSplitter({ ...options, maxQuotedFieldBytes }));
        const blocks = [...(whole?.push(Buffer.from(text)) ?? []), ...(whole?.end() ?? [])];
        for (const byte of everyByte(Buffer.from(text))) split?.push(byte);
        split?.end();
        expect(split?.unclosedQuote).toEqual(whole?.unclosedQuote);
        expect(blocks).toEqual(splitObject(text, options));
      }),
    );
  });

  it('is undefined for lines', () => {
    const splitter = new BlockSplitter({ source });
    splitter.push(Buffer.from('"a\n'));
    splitter.end();
    expect(splitter.unclosedQuote).toBeUndefined();
  });
});
