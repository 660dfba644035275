import { parseConsumerEnvironment } from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';

const dynamodb = { CONSUMER_NAME: 'a', SINK: 'dynamodb', TABLE_NAME: 'users', KEY_FIELD: '/id' };
const parquet = { CONSUMER_NAME: 'a', SINK: 'parquet', PARQUET_BUCKET: 'lake' };
const firehose = { CONSUMER_NAME: 'a', SINK: 'firehose', DELIVERY_STREAM_NAME: 'lines' };

describe('parseConsumerEnvironment', () => {
  it('SINK=dynamodb: JSON records become one item per key of strings pk and sk by default', () => {
    expect(parseConsumerEnvironment(dynamodb)).toMatchObject({
      RECORD_FORMAT: 'json',
      CSV_DELIMITER: ',',
      TABLE_MODE: 'upsert',
      KEY_ATTRIBUTE: 'pk',
      KEY_TYPE: 'string',
      SORT_ATTRIBUTE: 'sk',
    });
  });

  it('SINK=parquet: infers columns, refuses values that do not fit and partitions by day by default', () => {
    expect(parseConsumerEnvironment(parquet)).toMatchObject({
      PARQUET_PREFIX: '',
      PARQUET_MISMATCH: 'refuse',
      PARQUET_LINE: false,
      PARQUET_PARTITION: 'day',
    });
  });

  it('SINK=firehose: ends each record with a newline by default', () => {
    expect(parseConsumerEnvironment(firehose)).toMatchObject({ RECORD_DELIMITER: 'newline' });
  });

  it('reads PARQUET_COLUMNS as a JSON array and CSV_COLUMNS as a list', () => {
    const columns = [{ name: 'user_id', type: 'string', field: '/user/id' }];
    const parsed = parseConsumerEnvironment({ ...parquet, PARQUET_COLUMNS: JSON.stringify(columns) });
    expect(parsed).toMatchObject({ PARQUET_COLUMNS: columns });
    const csv = parseConsumerEnvironment({ ...parquet, RECORD_FORMAT: 'csv', CSV_COLUMNS: 'id, name' });
    expect(csv).toMatchObject({ CSV_COLUMNS: ['id', 'name'] });
  });

  it.each([
    [{ ...dynamodb, TABLE_NAME: undefined }, /TABLE_NAME is missing/],
    [{ ...dynamodb, KEY_FIELD: 'id' }, /KEY_FIELD must be a JSON pointer/],
    [{ ...dynamodb, SORT_FIELD: '/a~2' }, /SORT_FIELD must be a JSON pointer/],
    [{ ...dynamodb, VERSION_FIELD: 'v' }, /VERSION_FIELD must be a JSON pointer/],
    [{ ...dynamodb, KEY_ATTRIBUTE: '_source' }, /KEY_ATTRIBUTE must not be empty or begin with _/],
    [{ ...dynamodb, KEY_ATTRIBUTE: 'a'.repeat(256) }, /KEY_ATTRIBUTE must be at most 255 bytes/],
    [{ ...dynamodb, KEY_ATTRIBUTE: 'sk' }, /SORT_ATTRIBUTE must differ from KEY_ATTRIBUTE/],
    [{ ...dynamodb, TABLE_MODE: 'append', SORT_FIELD: '/a' }, /SORT_FIELD must not be set/],
    [{ ...dynamodb, TABLE_MODE: 'append', VERSION_FIELD: '/a' }, /VERSION_FIELD must not be set/],
    [{ ...dynamodb, CSV_COLUMNS: 'id' }, /CSV_COLUMNS must not be set/],
    [{ ...dynamodb, RECORD_FORMAT: 'csv', CSV_COLUMNS: 'id,,name' }, /none of them empty/],
    [{ ...dynamodb, RECORD_FORMAT: 'csv', CSV_COLUMNS: 'id,id' }, /a column name twice/],
    [{ ...parquet, PARQUET_PREFIX: 'rows' }, /PARQUET_PREFIX must be empty, or end/],
    [{ ...parquet, PARQUET_PREFIX: '/rows/' }, /PARQUET_PREFIX must be empty, or end/],
    [{ ...parquet, PARQUET_COLUMNS: '[]' }, /PARQUET_COLUMNS must be a JSON array/],
    [{ ...parquet, PARQUET_COLUMNS: 'name' }, /PARQUET_COLUMNS must be a JSON array/],
    [
      { ...parquet, PARQUET_COLUMNS: '[{"name":"_id","type":"string"}]' },
      /PARQUET_COLUMNS must be a JSON array/,
    ],
    [
      { ...parquet, PARQUET_COLUMNS: '[{"name":"a","type":"string"},{"name":"a","type":"json"}]' },
      /PARQUET_COLUMNS must be a JSON array/,
    ],
    [
      { ...parquet, PARQUET_COLUMNS: '[{"name":"a","type":"string","field":"a"}]' },
      /a field must be a JSON pointer/,
    ],
    [
      { ...parquet, PARQUET_COLUMNS: '[{"name":"dt","type":"string"}]' },
      /PARQUET_COLUMNS must not contain a column dt/,
    ],
    [{ ...parquet, PARQUET_KEY_DATE: 'logs/YYYY/MM/' }, /must contain each of YYYY, MM, DD once/],
    [
      { ...parquet, PARQUET_KEY_DATE: 'YYYY/MM/DD/', PARQUET_PARTITION: 'hour' },
      /each of YYYY, MM, DD, HH once/,
    ],
    [
      { ...parquet, PARQUET_KEY_DATE: 'YYYY/MM/DD/', PARQUET_PARTITION: 'none' },
      /PARQUET_KEY_DATE must not be set/,
    ],
    [{ ...firehose, DELIVERY_STREAM_NAME: '' }, /DELIVERY_STREAM_NAME is missing/],
  ])('rejects %j', (variables, message) => {
    expect(() => parseConsumerEnvironment(variables)).toThrow(message);
  });

  it.each([
    { ...dynamodb, KEY_ATTRIBUTE: 'a'.repeat(255) },
    { ...dynamodb, RECORD_FORMAT: 'csv', KEY_FIELD: '0', SORT_FIELD: 'name' },
    { ...parquet, PARQUET_PREFIX: 'rows/' },
    { ...parquet, PARQUET_KEY_DATE: 'logs/YYYY-MM-DD/HH', PARQUET_PARTITION: 'hour' },
    { ...parquet, RECORD_FORMAT: 'csv', PARQUET_COLUMNS: '[{"name":"a","type":"string","field":"Name"}]' },
  ])('accepts %j', (variables) => {
    expect(parseConsumerEnvironment(variables)).toMatchObject({ SINK: variables.SINK });
  });
});
