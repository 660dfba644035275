import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';

/** DuckDB on the objects of a bucket, as files of a folder. */
export class DuckdbFiles {
  readonly folder: string;
  readonly #connection: DuckDBConnection;

  private constructor(folder: string, connection: DuckDBConnection) {
    this.folder = folder;
    this.#connection = connection;
  }

  static async open(objects: ReadonlyMap<string, { readonly body: Uint8Array }>): Promise<DuckdbFiles> {
    const folder = mkdtempSync(join(tmpdir(), 'headwaters-duckdb-'));
    for (const [key, { body }] of objects) {
      mkdirSync(dirname(join(folder, key)), { recursive: true });
      writeFileSync(join(folder, key), body);
    }
    const instance = await DuckDBInstance.create(':memory:');
    return new DuckdbFiles(folder, await instance.connect());
  }

  /** Runs a statement. In it, `FOLDER` stands for the folder. Returns the rows as JSON. */
  async query(sql: string): Promise<Record<string, unknown>[]> {
    const reader = await this.#connection.runAndReadAll(sql.replaceAll('FOLDER', this.folder));
    return reader.getRowObjectsJson();
  }

  close(): void {
    this.#connection.closeSync();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
