import { EnvironmentError, parseProducerEnvironment } from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';

describe('parseProducerEnvironment', () => {
  it('requires STREAM_NAME only and fills in the defaults', () => {
    expect(parseProducerEnvironment({ STREAM_NAME: 'records' })).toEqual({
      STREAM_NAME: 'records',
      CELL_BYTES: 786_432,
      RECORD_LAYOUT: 'lines',
      BLOCK_COMPRESSION: 'auto',
      WIRE: 'block',
      RECORD_TERMINATOR: 'keep',
      CSV_HEADER: 'none',
      CSV_DELIMITER: ',',
      ENCODING: 'utf-8',
      PARTITION_STRATEGY: 'object',
      PARTITION_SLOTS: 16,
      PARTITION_MISSING: 'slot',
      MAX_EXPANSION_RATIO: 500,
      FAIR_SHARE_SECONDS: 60,
      LOG_LEVEL: 'INFO',
      METRICS_NAMESPACE: 'Headwaters',
    });
  });

  it.each([
    ['1024', true],
    ['1023', false],
    ['1000000', true],
    ['1000001', false],
    ['12.5', false],
    ['1e6', false],
    ['-2048', false],
  ])('CELL_BYTES %s is valid: %s', (cellBytes, accepted) => {
    const parse = () => parseProducerEnvironment({ STREAM_NAME: 'records', CELL_BYTES: cellBytes });
    if (accepted) expect(parse().CELL_BYTES).toBe(Number(cellBytes));
    else expect(parse).toThrow(/CELL_BYTES must be/);
  });

  it.each([
    ['1', true],
    ['0', false],
    ['900', true],
    ['901', false],
  ])('FAIR_SHARE_SECONDS %s is valid: %s', (seconds, accepted) => {
    const parse = () => parseProducerEnvironment({ STREAM_NAME: 'records', FAIR_SHARE_SECONDS: seconds });
    if (accepted) expect(parse().FAIR_SHARE_SECONDS).toBe(Number(seconds));
    else expect(parse).toThrow(/FAIR_SHARE_SECONDS must be/);
  });

  it.each([
    ['lines and a JSON pointer', { PARTITION_FIELD: '/user/id' }],
    ['lines and a pointer with escapes', { PARTITION_FIELD: '/a~1b/~0c/' }],
    ['CSV and a column index', { RECORD_LAYOUT: 'csv', PARTITION_FIELD: '0' }],
    ['CSV and a column name', { RECORD_LAYOUT: 'csv', CSV_HEADER: 'first-row', PARTITION_FIELD: 'user id' }],
  ])('accepts PARTITION_STRATEGY field with %s', (_, variables) => {
    const all = { STREAM_NAME: 'records', PARTITION_STRATEGY: 'field', ...variables };
    expect(parseProducerEnvironment(all)).toMatchObject(variables);
  });

  it.each([
    ['no field', {}, /PARTITION_FIELD must be a JSON pointer/],
    ['a field that is not a JSON pointer', { PARTITION_FIELD: 'user' }, /PARTITION_FIELD must be a JSON/],
    ['an invalid escape', { PARTITION_FIELD: '/a~2' }, /PARTITION_FIELD must be a JSON pointer/],
    ['CSV without a column', { RECORD_LAYOUT: 'csv' }, /PARTITION_FIELD must be a CSV column/],
    [
      'a column name without a header',
      { RECORD_LAYOUT: 'csv', PARTITION_FIELD: 'user' },
      /PARTITION_FIELD must be a 0-based column index/,
    ],
    ['whole objects', { RECORD_LAYOUT: 'whole', PARTITION_FIELD: '/a' }, /PARTITION_STRATEGY must be object/],
    ['no slots', { PARTITION_FIELD: '/a', PARTITION_SLOTS: '0' }, /PARTITION_SLOTS must be at least 1/],
    ['501 slots', { PARTITION_FIELD: '/a', PARTITION_SLOTS: '501' }, /PARTITION_SLOTS must be at most 500/],
  ])('rejects PARTITION_STRATEGY field with %s', (_, variables, message) => {
    const all = { STREAM_NAME: 'records', PARTITION_STRATEGY: 'field', ...variables };
    expect(() => parseProducerEnvironment(all)).toThrow(message);
  });

  it('rejects CSV_HEADER first-row for a layout other than csv', () => {
    const all = { STREAM_NAME: 'records', CSV_HEADER: 'first-row' };
    expect(() => parseProducerEnvironment(all)).toThrow(/CSV_HEADER must be none/);
  });

  it.each([
    [{ CSV_DELIMITER: ';' }, /CSV_DELIMITER must be a comma: only the record layout csv/],
    [{ PARTITION_MISSING: 'reject' }, /PARTITION_MISSING must be slot: only the partition strategy field/],
    [{ RECORD_TERMINATOR: 'remove' }, /RECORD_TERMINATOR must be keep: the wire block/],
    [{ WIRE: 'lines' }, /WIRE must be one of: block, kpl, plain/],
    [{ ENCODING: 'latin1' }, /ENCODING must be one of: utf-8, utf-16, auto/],
    [{ MAX_EXPANSION_RATIO: '0' }, /MAX_EXPANSION_RATIO must be at least 1 /],
    [{ MAX_EXPANSION_RATIO: '100001' }, /MAX_EXPANSION_RATIO must be at most 100000 /],
  ])('rejects %j', (variables, message) => {
    expect(() => parseProducerEnvironment({ STREAM_NAME: 'records', ...variables })).toThrow(message);
  });

  it.each([
    { RECORD_LAYOUT: 'csv', CSV_DELIMITER: 'auto' },
    { PARTITION_STRATEGY: 'field', PARTITION_FIELD: '/a', PARTITION_MISSING: 'reject' },
    { WIRE: 'kpl', RECORD_TERMINATOR: 'remove' },
    { WIRE: 'plain', RECORD_TERMINATOR: 'remove' },
  ])('accepts %j', (variables) => {
    expect(parseProducerEnvironment({ STREAM_NAME: 'records', ...variables })).toMatchObject(variables);
  });

  it('names every invalid variable in one error, without its value', () => {
    const parse = () => parseProducerEnvironment({ CELL_BYTES: 'secret', BLOCK_COMPRESSION: 'secret' });
    expect(parse).toThrow(EnvironmentError);
    expect(parse).toThrow(/STREAM_NAME is missing.*CELL_BYTES must be.*BLOCK_COMPRESSION must be one of/);
    expect(parse).not.toThrow(/secret/);
  });
});
