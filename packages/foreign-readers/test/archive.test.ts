import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { zstdIsAvailable } from '@headwaters/record-codec';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Pipeline, startPipeline } from './support/pipeline.js';
import { jsonLines, text } from './support/texts.js';
import { itWith } from './support/tools.js';

const csv = ['id,name', ...Array.from({ length: 150 }, (_, id) => `${id},"né ""${id}"", second\nline"`)].join(
  '\n',
);

const compressions: readonly string[] = zstdIsAvailable() ? ['gzip', 'zstd'] : ['gzip'];
if (!zstdIsAvailable())
  process.stderr.write('SKIPPED: this Node.js has no zstd: archives of zstd files are not read here.\n');

describe.each(
  ['block', 'kpl', 'plain'].flatMap((wire) =>
    compressions.map((compression) => [wire, compression] as const),
  ),
)('the archive of wire %s, %s', (wire, compression) => {
  let pipeline: Pipeline;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'headwaters-archive-'));
    const rules = JSON.stringify([{ suffix: '.csv', recordLayout: 'csv' }, { suffix: '' }]);
    pipeline = await startPipeline({
      producer: { WIRE: wire, BLOCK_COMPRESSION: compression, UPLOAD_RULES: rules },
    });
    await pipeline.upload('a.txt', text);
    await pipeline.upload('events.json', jsonLines.join('\n'));
    await pipeline.upload('people.csv', csv);
  });
  afterAll(async () => {
    await pipeline.stop();
    rmSync(folder, { recursive: true });
  });

  /** Writes the archived objects of an upload into files, and returns their paths in the order of a listing. */
  async function download(key: string): Promise<string[]> {
    const objects = await pipeline.archived(key);
    expect(objects.length).toBeGreaterThan(1);
    return objects.map(({ key: name, data }) => {
      const file = join(folder, `${key}-${basename(name)}`);
      writeFileSync(file, data);
      return file;
    });
  }

  async function query(sql: string): Promise<unknown[]> {
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    try {
      return (await connection.runAndReadAll(sql)).getRowObjectsJson();
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  }

  const [tool = '', ...words] = compression === 'zstd' ? ['zstd', '-dcq'] : ['zcat'];
  itWith(tool)(
    `is the file again for ${tool}, which reads its objects in the order of a listing`,
    async () => {
      const files = await download('a.txt');
      expect(execFileSync(tool, [...words, ...files]).toString()).toBe(text);
    },
  );

  it('is JSON lines for DuckDB, with no line twice or cut', async () => {
    const files = JSON.stringify(await download('events.json')).replaceAll('"', "'");
    const rows = await query(
      `select count(*)::int as lines, count(distinct number)::int as numbers, min(note) as note
       from read_json(${files}, format = 'newline_delimited')`,
    );
    expect(rows).toEqual([{ lines: jsonLines.length, numbers: jsonLines.length, note: 'é "😀"' }]);
  });

  it('is CSV for DuckDB, with quoted fields complete', async () => {
    const files = JSON.stringify(await download('people.csv')).replaceAll('"', "'");
    const rows = await query(
      `select count(*)::int as rows, count(distinct column1)::int as names, max(length(column1))::int as longest
       from read_csv(${files}, header = false, all_varchar = true, quote = '"', escape = '"') where column0 <> 'id'`,
    );
    expect(rows).toEqual([{ rows: 150, names: 150, longest: 'né "149", second\nline'.length }]);
  });
});
