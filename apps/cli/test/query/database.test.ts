import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Database } from '../../src/query/database.js';

let folder: string;
let database: Database;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'headwaters-database-'));
  database = await Database.open();
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

/** Writes the rows of a statement to a Parquet file. */
async function parquetFile(name: string, select: string): Promise<string> {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  return path;
}

describe('Database', () => {
  it('has each row once, whatever the names of the other columns', async () => {
    const rows = "SELECT 's' AS _source, n AS _offset, 7 AS _copy FROM range(3) t(n)";
    await database.loadParquet([await parquetFile('a.parquet', rows), await parquetFile('b.parquet', rows)]);
    const { columns, rows: found } = await database.query('SELECT * FROM parquet ORDER BY _offset');
    expect({ columns, found }).toEqual({
      columns: ['_source', '_offset', '_copy'],
      found: ['0', '1', '2'].map((offset) => ['s', offset, 7]),
    });
  });

  it('makes no column of the folders: a member dt keeps its value', async () => {
    const rows = "SELECT 's' AS _source, 0 AS _offset, 'mine' AS dt";
    await database.loadParquet([await parquetFile('dt=2026-11-29/a.parquet', rows)]);
    expect(await database.query('SELECT dt FROM parquet')).toMatchObject({ rows: [['mine']] });
  });

  it('reads no more rows than it must, and counts all', async () => {
    const { rows, rowCount } = await database.query('SELECT * FROM range(1000000)', 200);
    expect(rowCount).toBe(1_000_000);
    expect(rows.length).toBeLessThan(10_000);
    expect(rows.slice(0, 2)).toEqual([['0'], ['1']]);
  });

  it('gives two columns of the same name different ones', async () => {
    expect(await database.query('SELECT 1 AS a, 2 AS a')).toMatchObject({
      columns: ['a', 'a:1'],
      rows: [[1, 2]],
    });
  });
});
