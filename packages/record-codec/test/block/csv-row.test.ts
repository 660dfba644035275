import { execFileSync } from 'node:child_process';
import { csvFields, type CsvDelimiter } from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { csvText, delimiters } from '../support/csv.js';
import { recordsOf, splitObject } from '../support/blocks.js';

const fields = (row: string, delimiter?: CsvDelimiter) =>
  csvFields(Buffer.from(row), delimiter === undefined ? {} : { delimiter });

describe('csvFields', () => {
  it.each([
    ['a,b', ['a', 'b']],
    ['', ['']],
    [',', ['', '']],
    ['"a,b",c', ['a,b', 'c']],
    ['"two\nlines",c\r\n', ['two\nlines', 'c']],
    ['"a ""quote""",""', ['a "quote"', '']],
    ['hose 5" long,6" wide', ['hose 5" long', '6" wide']],
    ['"a"b"c,d', ['ab"c', 'd']],
    ['"open,d', ['open,d']],
    ['"a\r"\n', ['a\r']],
    ['a\r', ['a\r']],
    ['a,b\r\nnext,row', ['a', 'b']],
    [' "a",b', [' "a"', 'b']],
  ])('reads %j as %j', (row, expected) => {
    expect(fields(row)).toEqual(expected);
  });

  it.each([[','], [';'], ['\t'], ['|']] as const)(
    'separates fields at %j and keeps the other delimiters',
    (delimiter) => {
      const others = delimiters.filter((each) => each !== delimiter).join('');
      expect(fields(`a${others}${delimiter}"b${delimiter}"${delimiter}c`, delimiter)).toEqual([
        `a${others}`,
        `b${delimiter}`,
        'c',
      ]);
    },
  );

  it('leaves out a byte order mark at the start of the object, before a quote too, and nowhere else', () => {
    expect(fields('\ufeffa,\ufeffb')).toEqual(['a', '\ufeffb']);
    expect(fields('\ufeff"a,b",c')).toEqual(['a,b', 'c']);
    expect(csvFields(Buffer.from('\ufeffa,b'), { rowOffset: 3 })).toEqual(['\ufeffa', 'b']);
  });

  it.each([['utf-16le'], ['utf-16be']] as const)(
    'reads %s with and without a byte order mark',
    (encoding) => {
      for (const row of ['Č,"ă\nĊ"\r\n', '\ufeffČ,"ă\nĊ"']) {
        const bytes = Buffer.from(row, 'utf16le');
        if (encoding === 'utf-16be') bytes.swap16();
        expect(csvFields(bytes, { encoding })).toEqual(['Č', 'ă\nĊ']);
      }
    },
  );

  it('divides any text into the rows and fields that the csv module of Python reads', () => {
    const cases = delimiters.flatMap((delimiter) =>
      fc.sample(csvText(delimiter), 200).map((text) => ({ delimiter, text })),
    );
    const wrong = cases.filter(
      (each, index) => JSON.stringify(rowsOf(each)) !== JSON.stringify(rowsOfPython(cases)[index]),
    );
    expect(wrong).toEqual([]);
  });
});

interface Case {
  readonly delimiter: CsvDelimiter;
  readonly text: string;
}

function rowsOf({ text, delimiter }: Case): string[][] {
  const blocks = splitObject(text, { layout: 'csv', cellBytes: 7, delimiter });
  return blocks.flatMap((block) =>
    recordsOf(block).map(({ bytes, offset }) => csvFields(bytes, { delimiter, rowOffset: offset })),
  );
}

let pythonRows: string[][][] | undefined;

/** Python reads an empty line as a row without fields. */
function rowsOfPython(cases: readonly Case[]): string[][][] {
  const program = `import csv, io, json, sys
read = lambda c: [row or [""] for row in csv.reader(io.StringIO(c["text"], newline=""), delimiter=c["delimiter"])]
print(json.dumps([read(each) for each in json.load(sys.stdin)]))`;
  pythonRows ??= JSON.parse(
    execFileSync('python3', ['-c', program], { input: JSON.stringify(cases), maxBuffer: 1 << 26 }).toString(),
  ) as string[][][];
  return pythonRows;
}
