import { describe, expect, it } from '@jest/globals';
import { dev } from '../../src/environments/dev.js';
import { problems } from './settings-problems.js';

const shared = { name: 'sales', maxRecordAgeSeconds: 43_200 };
const withTable = (table: object, records: object = {}) => ({
  ...dev,
  consumers: [{ ...shared, sink: 'dynamodb', records, table }],
});
const withParquet = (parquet: object, records: object = {}) => ({
  ...dev,
  consumers: [{ ...shared, sink: 'parquet', records, parquet }],
});

describe('sinkProblems', () => {
  it('names the setting and not the variable of the function', () => {
    expect(problems(withTable({ keyField: '/user' }))).toBe('none');
    expect(problems(withTable({ keyField: 'user' }))).toContain(
      '- consumers.0.table.keyField is "user": must be a JSON pointer such as /user/id: with records.format json',
    );
    expect(problems(withTable({ keyField: 'user' }, { format: 'csv' }))).toBe('none');
  });

  it('refuses a sort field with mode append, whose sort key is the id of the record', () => {
    expect(problems(withTable({ mode: 'append', keyField: '/user', sortField: '/at' }))).toContain(
      '- consumers.0.table.sortField is "/at": must not be set: with table.mode append',
    );
  });

  it('refuses a date in the key without a day, and any without partitions', () => {
    expect(problems(withParquet({ keyDate: 'logs/YYYY/MM/DD/' }))).toBe('none');
    expect(problems(withParquet({ keyDate: 'logs/YYYY/MM/' }))).toContain(
      '- consumers.0.parquet.keyDate is "logs/YYYY/MM/": must contain each of YYYY, MM, DD once',
    );
    expect(problems(withParquet({ keyDate: 'logs/YYYY/MM/DD/', partition: 'none' }))).toContain(
      '- consumers.0.parquet.keyDate is "logs/YYYY/MM/DD/": must not be set: parquet.partition is none',
    );
  });

  it('refuses columns of JSON that are no pointers', () => {
    const columns = [{ name: 'user_id', type: 'string', field: 'user' }];
    expect(problems(withParquet({ columns }, { format: 'csv' }))).toBe('none');
    expect(problems(withParquet({ columns }))).toContain('- consumers.0.parquet.columns');
  });
});
