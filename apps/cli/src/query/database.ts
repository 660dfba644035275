import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api';
import { UsageError } from '../errors.js';
import type { ArchivedLine } from './archive-lines.js';

/** A row: a value per column. Numbers beyond double precision, dates and the like are strings. */
export type Row = readonly unknown[];

/** The first rows of a statement. */
export interface QueryResult {
  /** Different from each other: the second `a` is `a:1`. */
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** Of the statement; more than there are in `rows` if not all were read. */
  readonly rowCount: number;
}

/** All rows of a statement, in chunks of at most 2,048. They are in memory in the form of DuckDB; a chunk is converted when it is read. */
export interface RowChunks extends Pick<QueryResult, 'columns' | 'rowCount'> {
  readonly chunks: AsyncIterable<readonly Row[]>;
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
      // Without hive_partitioning, a folder dt=... is no column: it would hide a member of this name, and a bucket has none.
      `CREATE TABLE parquet_files AS SELECT * FROM read_parquet([${list}], union_by_name = true, hive_partitioning = false)`,
    );
    const { columns } = await this.query('SELECT * FROM parquet_files LIMIT 0');
    const isOfSink = columns.includes('_source') && columns.includes('_offset');
    await this.#connection.run(
      isOfSink
        ? `CREATE VIEW parquet AS SELECT * FROM parquet_files QUALIFY row_number() OVER (PARTITION BY _source, _offset) = 1`
        : 'CREATE VIEW parquet AS SELECT * FROM parquet_files',
    );
  }

  /** From now on, statements can read and write no file, open no connection and load no extension. */
  async lock(): Promise<void> {
    await this.#connection.run('SET enable_external_access = false');
    await this.#connection.run('SET lock_configuration = true');
  }

  /**
   * Runs a statement, and reads its first rows.
   *
   * @param maxRows - Number of rows to read, at least: a row takes more memory here than in DuckDB.
   * @throws {@link UsageError} if DuckDB rejects the statement.
   */
  async query(sql: string, maxRows = Infinity): Promise<QueryResult> {
    const { chunks, columns, rowCount } = await this.run(sql);
    const rows: Row[] = [];
    for await (const chunk of chunks) {
      rows.push(...chunk);
      if (rows.length >= maxRows) break;
    }
    return { columns, rows, rowCount };
  }

  /**
   * Runs a statement. Its rows can be read once, before {@link close}.
   *
   * @throws {@link UsageError} if DuckDB rejects the statement.
   */
  async run(sql: string): Promise<RowChunks> {
    const result = await this.#connection.run(sql).catch(throwUsageError);
    return {
      columns: result.deduplicatedColumnNames(),
      rowCount: result.rowCount,
      chunks: readChunks(result),
    };
  }

  /** Ends a statement that is running. */
  interrupt(): void {
    this.#connection.interrupt();
  }

  close(): void {
    this.#connection.closeSync();
  }
}

async function* readChunks(result: DuckDBResult): AsyncGenerator<readonly Row[], void> {
  try {
    yield* result.yieldRowsJson();
  } catch (error) {
    throwUsageError(error);
  }
}

function throwUsageError(error: unknown): never {
  throw new UsageError(`DuckDB: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
}
