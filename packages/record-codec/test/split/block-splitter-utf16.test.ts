import {
  type Block,
  BlockSplitter,
  decodeEvent,
  encodeBlock,
  InvalidOptionError,
  jsonPointerKey,
  csvColumnKey,
  regroupBlock,
} from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { everyByte, recordsOf, source, splitChunks, splitObject } from '../support/blocks.js';
import { csvText } from '../support/csv.js';
import { kinesisEvent } from '../support/kinesis-event.js';

const encodings = ['utf-16le', 'utf-16be'] as const;
type Encoding = (typeof encodings)[number];

function encode(text: string, encoding: Encoding): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  return encoding === 'utf-16le' ? bytes : bytes.swap16();
}

function contentsOf(blocks: readonly Block[], encoding: Encoding): string[] {
  return blocks.flatMap((block) =>
    recordsOf(block).map(({ bytes }) => {
      const copy = Buffer.from(bytes);
      return (encoding === 'utf-16le' ? copy : copy.swap16()).toString('utf16le');
    }),
  );
}

/** U+010A and U+0A0D have the byte 0A, U+0D0A has both bytes of a line end. */
const piece = fc.constantFrom('\n', '\r\n', '\r', 'a', 'Ċ', '\u0a0d', '\u0d0a', '\u0a00', '😀', '\ufeff');
const anyText = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));
const anyEncoding = fc.constantFrom(...encodings);
const cellSizes = fc.integer({ min: 1, max: 40 });

describe.each(encodings)('BlockSplitter, encoding %s', (encoding) => {
  it('ends a line at U+000A, not at a byte 0A of another character, and keeps the bytes', () => {
    const object = encode('\ufeffČ 1\r\nĊ 2\nend', encoding);
    const blocks = splitObject(object, { encoding, cellBytes: 5 });
    expect(contentsOf(blocks, encoding)).toEqual(['\ufeffČ 1', 'Ċ 2', 'end']);
    expect(Buffer.concat(blocks.map(({ bytes }) => bytes))).toEqual(object);
    expect(blocks.map((block) => block.encoding)).toEqual(blocks.map(() => encoding));
  });

  it('keeps a CSV row with quoted newlines in one block, and opens a quote after a byte order mark', () => {
    const object = encode('\ufeff"a\nĊ",b\n1,"x ""y""\n"\n2', encoding);
    const blocks = splitObject(object, { encoding, layout: 'csv', cellBytes: 1, header: 'first-row' });
    expect(contentsOf(blocks, encoding)).toEqual(['\ufeff"a\nĊ",b', '1,"x ""y""\n"', '2']);
    expect(blocks.map(({ header }) => header)).toEqual(
      blocks.map(() => encode('\ufeff"a\nĊ",b\n', encoding)),
    );
  });

  it('takes U+FEFF for a byte order mark at the start of the object only', () => {
    const object = encode('a\n\ufeff"b\nc"\n', encoding);
    expect(contentsOf(splitObject(object, { encoding, layout: 'csv' }), encoding)).toEqual([
      'a',
      '\ufeff"b',
      'c"',
    ]);
  });

  it('keeps an odd last byte', () => {
    const object = Buffer.concat([encode('a\nb', encoding), Buffer.of(0x0a)]);
    const blocks = splitObject(object, { encoding, cellBytes: 2 });
    expect(Buffer.concat(blocks.map(({ bytes }) => bytes))).toEqual(object);
  });

  it.each([{ start: { offset: 3, lineNumber: 2 } }, { start: { cell: 1, lineNumber: 2 } }])(
    'rejects a start at %j',
    (options) => {
      expect(() => new BlockSplitter({ source, encoding, ...options })).toThrow(InvalidOptionError);
    },
  );

  it('is decoded by text() and json(), without the byte order mark at the start of the object', () => {
    const object = encode('\ufeff{"a":"Ċ"}\r\n{"a":2}\n', encoding);
    const data = splitObject(object, { encoding, cellBytes: 1 }).map((block) => encodeBlock(block));
    const records = [...decodeEvent(kinesisEvent(...data))];
    expect(records.map((record) => record.text())).toEqual(['{"a":"Ċ"}', '{"a":2}']);
    expect(records.map((record) => record.json())).toEqual([{ a: 'Ċ' }, { a: 2 }]);
    expect(Buffer.from(records[0]?.bytes ?? []).subarray(0, 2)).toEqual(encode('\ufeff', encoding));
  });

  it('gives the records of one key one slot when it is regrouped, and keeps their line ends', () => {
    const json = encode('\ufeff{"a":"Ċ"}\r\n{"a":2}\n{"a":"Ċ"}\n', encoding);
    const csv = encode('\ufeff"Ċ",1\r\n2,2\nĊ,3\n', encoding);
    for (const [object, layout, keyOf] of [
      [json, 'lines', jsonPointerKey('/a')],
      [csv, 'csv', csvColumnKey(0)],
    ] as const) {
      const [block] = splitObject(object, { encoding, layout }) as [Block];
      const parts = regroupBlock(block, { keyOf, slotCount: 65_536 });
      expect(parts.map(({ recordCount }) => recordCount)).toEqual([2, 1]);
      expect(contentsOf(parts, encoding).join('')).not.toMatch(/[\r\n]/);
    }
  });
});

describe('BlockSplitter, UTF-16, for any text', () => {
  it('returns blocks that concatenate to the object, with the lines of the text', () => {
    fc.assert(
      fc.property(anyText, anyEncoding, cellSizes, (text, encoding, cellBytes) => {
        const object = encode(text, encoding);
        const blocks = splitObject(object, { encoding, cellBytes });
        expect(Buffer.concat(blocks.map(({ bytes }) => bytes))).toEqual(object);
        const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
        expect(contentsOf(blocks, encoding)).toEqual(lines.map((line) => line.replace(/\r?\n$/, '')));
      }),
    );
  });

  it('returns the CSV rows that the same text has in UTF-8', () => {
    fc.assert(
      fc.property(csvText(';'), anyEncoding, cellSizes, (text, encoding, cellBytes) => {
        const options = { layout: 'csv', delimiter: ';', cellBytes } as const;
        const rows = splitObject(text, options).flatMap((block) =>
          recordsOf(block).map(({ bytes }) => Buffer.from(bytes).toString()),
        );
        expect(contentsOf(splitObject(encode(text, encoding), { ...options, encoding }), encoding)).toEqual(
          rows,
        );
      }),
    );
  });

  it('returns the same blocks for input split at every byte', () => {
    fc.assert(
      fc.property(
        anyText,
        anyEncoding,
        cellSizes,
        fc.constantFrom('lines', 'csv'),
        (text, encoding, cellBytes, layout) => {
          const object = encode(text, encoding);
          const options = { encoding, cellBytes, layout };
          expect(splitChunks(everyByte(object), options)).toEqual(splitObject(object, options));
        },
      ),
    );
  });

  it('returns the same blocks for a start at the offset of every block', () => {
    fc.assert(
      fc.property(anyText, anyEncoding, cellSizes, fc.nat(), (text, encoding, cellBytes, pick) => {
        const object = encode(text, encoding);
        const blocks = splitObject(object, { encoding, cellBytes });
        const first = blocks[pick % Math.max(blocks.length, 1)];
        if (first === undefined) return;
        const { offset, lineNumber } = first;
        const start = { offset, lineNumber };
        const rest = splitObject(object.subarray(offset), { encoding, cellBytes, start });
        expect(rest).toEqual(blocks.filter((block) => block.offset >= offset));
      }),
    );
  });
});
