import type { ParquetColumnType } from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';
import { parseJson } from '../../../src/sink/fields/json-value.js';
import { convertValue, mismatch } from '../../../src/sink/parquet/column-values.js';
import { ColumnInference, maxInferredColumns } from '../../../src/sink/parquet/infer-columns.js';

const convert = (text: string, type: ParquetColumnType) => convertValue(parseJson(text), type);

describe('convertValue', () => {
  it.each([
    ['"a"', 'string', 'a'],
    ['12345678901234567890.10', 'string', '12345678901234567890.10'],
    ['{"a":[1.0]}', 'string', '{"a":[1.0]}'],
    ['true', 'string', 'true'],
    ['""', 'string', ''],
    ['"a"', 'json', '"a"'],
    ['9223372036854775807', 'integer', 9_223_372_036_854_775_807n],
    ['-9223372036854775808', 'integer', -9_223_372_036_854_775_808n],
    ['"12"', 'integer', 12n],
    ['7.00', 'integer', 7n],
    ['1.5e3', 'double', 1_500],
    ['" .5"', 'double', 0.5],
    ['"TRUE"', 'boolean', true],
    ['false', 'boolean', false],
    ['"2026-11-29"', 'timestamp', new Date('2026-11-29T00:00:00Z')],
    ['"2026-11-29 10:11"', 'timestamp', new Date('2026-11-29T10:11:00Z')],
    ['"2026-11-29T10:11:12.1230+0130"', 'timestamp', new Date('2026-11-29T08:41:12.123Z')],
    ['1795946400123', 'timestamp', new Date(1_795_946_400_123)],
    ['null', 'integer', null],
    ['""', 'integer', null],
  ] as const)('%s as %s is %p', (text, type, expected) => {
    expect(convert(text, type)).toEqual(expected);
  });

  it.each([
    ['9223372036854775808', 'integer'],
    ['-9223372036854775809', 'integer'],
    ['1.5', 'integer'],
    ['"0x10"', 'integer'],
    ['"1,5"', 'double'],
    ['1e400', 'double'],
    ['"NaN"', 'double'],
    ['1', 'boolean'],
    ['"yes"', 'boolean'],
    ['"2026-02-30"', 'timestamp'],
    ['"29.11.2026"', 'timestamp'],
    ['"2026-11-29T10:11:12.1234Z"', 'timestamp'],
    ['1.5', 'timestamp'],
    ['{}', 'integer'],
    ['[]', 'timestamp'],
  ] as const)('%s does not fit %s', (text, type) => {
    expect(convert(text, type)).toBe(mismatch);
  });

  it('takes a missing value for null', () => {
    expect(convertValue(undefined, 'json')).toBeNull();
  });
});

function infer(...documents: readonly string[]) {
  const inference = new ColumnInference();
  for (const document of documents) inference.add(parseJson(document) as ReadonlyMap<string, never>);
  return Object.fromEntries(inference.columns().map(({ name, type }) => [name, type]));
}

describe('ColumnInference', () => {
  it.each([
    [['1', '2'], 'integer'],
    [['1', '2.5'], 'double'],
    [['1', 'null', '"a"'], 'string'],
    [['9007199254740993', '1'], 'integer'],
    [['9007199254740993', '1.5'], 'string'],
    [['1.5', '9007199254740993'], 'string'],
    [['9223372036854775808'], 'string'],
    [['0.10000000000000000555'], 'string'],
    [['true', 'false'], 'boolean'],
    [['true', '1'], 'string'],
    [['{}', '[1]'], 'json'],
    [['{}', '"a"'], 'string'],
    [['null'], 'string'],
  ])('%j make a column of type %s', (values, type) => {
    expect(infer(...values.map((value) => `{"a":${value}}`))).toEqual({ a: type });
  });

  it('has a column per member, in the order of their first appearance', () => {
    expect(Object.keys(infer('{"b":1,"a":2}', '{"c":3,"a":4}'))).toEqual(['b', 'a', 'c']);
  });

  it('accepts 1,000 columns and refuses the record with the next one', () => {
    const names = Array.from({ length: maxInferredColumns }, (_, n) => `"c${n}":1`);
    expect(Object.keys(infer(`{${names.join(',')}}`))).toHaveLength(1_000);
    expect(() => infer(`{${names.join(',')}}`, '{"other":1}')).toThrow('needs more than 1000 columns');
  });
});
