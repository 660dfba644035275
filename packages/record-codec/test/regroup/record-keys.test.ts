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

  it.each([-1, 0.5])('rejects column %d', (column) => {
    expect(() => csvColumnKey(column)).toThrow(InvalidOptionError);
  });
});
