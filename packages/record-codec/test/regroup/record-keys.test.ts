import { describe, expect, it } from '@jest/globals';
import { csvColumnKey, InvalidOptionError, jsonPointerKey } from '@headwaters/record-codec';

describe('jsonPointerKey', () => {
  const record = Buffer.from('{"a":{"b/c":["x",7]},"~":true,"n":null,"o":{"p":1}}');

  it.each([
    ['/a/b~1c/0', 'x'],
    ['/a/b~1c/1', '7'],
    ['/~0', 'true'],
    ['/n', 'null'],
    ['/o', '{"p":1}'],
    ['/a/none', ''],
    ['/n/deeper', ''],
    ['/toString', ''],
  ])('finds at %s the key %j', (pointer, key) => {
    expect(jsonPointerKey(pointer)(record)).toBe(key);
  });

  it('returns the empty string for a record that is not JSON', () => {
    expect(jsonPointerKey('/a')(Buffer.from('{'))).toBe('');
  });

  it('leaves out a byte order mark at the start of the object only', () => {
    const keyOf = jsonPointerKey('/pump');
    const marked = Buffer.from('\ufeff{"pump":"north"}');
    expect(keyOf(marked)).toBe('north');
    expect(keyOf(marked, { offset: 0, block: {} })).toBe('north');
    expect(keyOf(marked, { offset: 3, block: {} })).toBe('');
  });

  it.each([
    ['1234567890123456789', '1234567890123456789'],
    ['1234567890123456780', '1234567890123456780'],
    ['9007199254740991', '9007199254740991'],
    ['9007199254740992', '9007199254740992'],
    ['9007199254740993', '9007199254740993'],
    ['-9007199254740993', '-9007199254740993'],
    ['9007199254740991.4', '9007199254740991.4'],
    ['0.12345678901234567890', '0.12345678901234567890'],
    ['1.00000000000000000001', '1.00000000000000000001'],
    ['1e400', '1e400'],
    ['1e-400', '1e-400'],
    // Nothing of these is lost, so they have the JSON of their value.
    ['1e20', '100000000000000000000'],
    ['100000000000000000000000', '1e+23'],
    ['1.50', '1.5'],
    ['0.1', '0.1'],
    ['1.0000000000000000000', '1'],
    ['-0', '0'],
    ['0.0000000000000000000', '0'],
  ])('returns for the number %s, exactly, the key %s', (number, key) => {
    const record = Buffer.from(
      String.raw`{"s":"\"1,\\","o":[{"n":0,"n":${number}}],"end":"12345678901234567890"}`,
    );
    expect(jsonPointerKey('/o/0/n')(record)).toBe(key);
    expect(jsonPointerKey('')(Buffer.from(` ${number} `))).toBe(key);
    expect(jsonPointerKey('/end')(record)).toBe('12345678901234567890');
  });

  it('rounds numbers within an object or list, which are converted to JSON', () => {
    const nested = Buffer.from('{"o":{"n":1234567890123456789},"l":[1234567890123456789]}');
    expect(jsonPointerKey('/o')(nested)).toBe('{"n":1234567890123456800}');
    expect(jsonPointerKey('/l')(nested)).toBe('[1234567890123456800]');
    expect(jsonPointerKey('/l/length')(nested)).toBe('1');
  });

  it('returns an exact number of a megabyte, beside a string of a megabyte of escapes', () => {
    const number = `1${'0'.repeat(1_000_000)}1`;
    const record = Buffer.from(JSON.stringify({ s: '"'.repeat(500_000) }).replace('}', `,"n":${number}}`));
    expect(jsonPointerKey('/n')(record) === number).toBe(true);
  });

  it('returns the nullKey for null, not for the string "null"', () => {
    const keyOf = jsonPointerKey('/n', { nullKey: '' });
    expect(keyOf(Buffer.from('{"n":null}'))).toBe('');
    expect(keyOf(Buffer.from('{"n":"null"}'))).toBe('null');
  });

  it('returns the entire record for the empty pointer', () => {
    expect(jsonPointerKey('')(Buffer.from('"k"'))).toBe('k');
  });

  it('rejects a pointer without a leading slash', () => {
    expect(() => jsonPointerKey('a')).toThrow(InvalidOptionError);
  });
});

describe('csvColumnKey', () => {
  it.each([
    [0, 'a'],
    [1, 'b,"c"\nd'],
    [2, ''],
    [3, 'e'],
    [4, ''],
    [9, ''],
  ])('finds in column %d the key %j', (column, key) => {
    expect(csvColumnKey(column)(Buffer.from('a,"b,""c""\nd",,e'))).toBe(key);
  });

  it('ends a field whose quote is not closed with the row', () => {
    expect(csvColumnKey(0)(Buffer.from('"open,1'))).toBe('open,1');
    expect(csvColumnKey(1)(Buffer.from('"open,1'))).toBe('');
  });

  it('leaves out a byte order mark at the start of the object only', () => {
    const keyOf = csvColumnKey(0);
    expect(keyOf(Buffer.from('\ufeffnorth,1'))).toBe('north');
    expect(keyOf(Buffer.from('\ufeff"a,b",1'))).toBe('a,b');
    expect(keyOf(Buffer.from('\ufeffnorth,1'), { offset: 3, block: {} })).toBe('\ufeffnorth');
  });

  it('reads with the delimiter and encoding of the block, unless it has its own', () => {
    const record = Buffer.from('a;b,c', 'utf16le');
    const place = { offset: 0, block: { delimiter: ';', encoding: 'utf-16le' } } as const;
    expect(csvColumnKey(1)(record, place)).toBe('b,c');
    expect(csvColumnKey(1, { delimiter: ',' })(record, place)).toBe('c');
    expect(csvColumnKey(1, { delimiter: ',', encoding: 'utf-16le' })(record)).toBe('c');
  });

  it('rejects an unknown delimiter', () => {
    expect(() => csvColumnKey(0, { delimiter: ':' as ',' })).toThrow(InvalidOptionError);
  });

  it.each([-1, 0.5])('rejects column %d', (column) => {
    expect(() => csvColumnKey(column)).toThrow(InvalidOptionError);
  });
});
