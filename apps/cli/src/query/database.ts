import type { DuckDBConnection } from '@duckdb/node-api';
import { UsageError } from '../errors.js';
import type { ArchivedLine } from './archive-lines.js';

/** The rows of a statement. */
export interface QueryResult {
  readonly columns: readonly string[];
  /** Numbers beyond double precision, dates and the like are strings. */
  readonly rows: readonly (readonly unknown[])[];
}

/** DuckDB in memory, with the tables and views of a query. */
export class Database {
  readonly #connection: DuckDBConnection;

  private constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  static async open(): Promise<Database> {
    // The native library is loaded by this command alone.
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const instance = await DuckDBInstance.create(':memory:', {
      temp_directory: '',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    return new Database(await instance.connect());
  }

  /** Creates the table `archive`: source, offset, line. Sorted by source and offset if the lines are. */
  async loadArchive(lines: AsyncIterable<ArchivedLine>): Promise<void> {
    await this.#connection.run('CREATE TABLE archive (source VARCHAR, "offset" BIGINT, line VARCHAR)');
    const appender = await this.#connection.createAppender('archive');
    for await (const { source, offset, line } of lines) {
      appender.appendVarchar(source);
      appender.appendBigInt(BigInt(offset));
      appender.appendVarchar(line);
      appender.endRow();
    }
    appender.closeSync();
  }

  /**
   * Creates the table `parquet_files` with the rows of Parquet files, and the view `parquet`, which has each row once: those of a
   * record that is in two files are equal.
   *
   * @param paths - At least one.
   */
  async loadParquet(paths: readonly string[]): Promise<void> {
    const list = paths.map((path) => `'${path.replaceAll("'", "''")}'`).join(', ');
    await this.#connection.run(
      `CREATE TABLE parquet_files AS SELECT * FROM read_parquet([${list}], union_by_name = true)`,
    );
    const { columns } = await this.query('SELECT * FROM parquet_files LIMIT 0');
    const isOfSink = columns.includes('_source') && columns.includes('_offset');
    await this.#connection.run(
      isOfSink
        ? `CREATE VIEW parquet AS SELECT * EXCLUDE (_copy) FROM (
             SELECT *, row_number() OVER (PARTITION BY _source, _offset) AS _copy FROM parquet_files) WHERE _copy = 1`
        : 'CREATE VIEW parquet AS SELECT * FROM parquet_files',
    );
  }

  /** From now on, statements can read and write no file, open no connection and load no extension. */
  async lock(): Promise<void> {
    await this.#connection.run('SET enable_external_access = false');
    await this.#connection.run('SET lock_configuration = true');
  }

  /** @throws {@link UsageError} if DuckDB rejects the statement. */
  async query(sql: string): Promise<QueryResult> {
    try {
      const reader = await this.#connection.runAndReadAll(sql);
      return { columns: reader.columnNames(), rows: reader.getRowsJson() };
    } catch (error) {
      throw new UsageError(`DuckDB: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }

  /** Ends a statement that is running. */
  interrupt(): void {
    this.#connection.interrupt();
  }

  close(): void {
    this.#connection.closeSync();
  }
}
