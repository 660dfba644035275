import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  JsonNumber,
  JsonSyntaxError,
  formatJson,
  maxJsonDepth,
  parseJson,
  type JsonValue,
} from '../../../src/sink/fields/json-value.js';

function toPlain(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return Number(value.text);
  if (value instanceof Map) {
    const entries = [...(value as ReadonlyMap<string, JsonValue>)];
    return Object.fromEntries(entries.map(([name, member]) => [name, toPlain(member)]));
  }
  return Array.isArray(value) ? (value as JsonValue[]).map(toPlain) : value;
}

describe('parseJson', () => {
  it('reads every document as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.nat(2), (text, indent) => {
        const spaced = JSON.stringify(JSON.parse(text), undefined, indent);
        expect(toPlain(parseJson(spaced))).toEqual(JSON.parse(spaced));
      }),
    );
  });

  it('accepts and rejects the same strings as JSON.parse', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '\\',
      '1',
      '-',
      '01',
      '1.',
      '1e5',
      'true',
      'nul',
      ' ',
      '\t',
      '\u0001',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 8 }), (parts) => {
        const text = parts.join('');
        expect(accepts(() => parseJson(text))).toBe(accepts(() => JSON.parse(text) as unknown));
      }),
      { numRuns: 5_000 },
    );
  });

  it('keeps the digits of numbers beyond double precision', () => {
    const text = '{"id":12345678901234567890123,"price":0.10000000000000000555,"big":1e400}';
    expect(formatJson(parseJson(text))).toBe(text);
  });

  it('reads a member __proto__ as any other, and the last of two members with the same name', () => {
    expect(formatJson(parseJson('{"__proto__":1,"a":1,"a":2}'))).toBe('{"__proto__":1,"a":2}');
  });

  it.each([
    [maxJsonDepth, true],
    [maxJsonDepth + 1, false],
  ])('nesting of %i levels: read %s', (depth, isRead) => {
    expect(accepts(() => parseJson('['.repeat(depth) + '1' + ']'.repeat(depth)))).toBe(isRead);
  });

  it('reads a string of 2,000,000 characters and escapes before its end', () => {
    const text = JSON.stringify('a\\"'.repeat(666_667) + '\\');
    expect(parseJson(text)).toBe(JSON.parse(text));
  });

  it('never repeats the string in its error', () => {
    expect(() => parseJson('{"secret')).toThrow(new JsonSyntaxError('is not JSON at character 1'));
  });
});

function accepts(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}
