import { once, setMaxListeners } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { Command, Option } from 'commander';
import { readAwsEnvironment } from '../command-line/environment.js';
import { exitCodes, waitForInterrupt } from '../command-line/exit.js';
import { parseCount } from '../command-line/option-values.js';
import { printableLines } from '../command-line/printable.js';
import { InterruptedError, describeError } from '../errors.js';
import { clientConfig } from '../command-line/client-config.js';
import { readArchiveLines } from './archive-lines.js';
import { Database } from './database.js';
import { findLocations, type LocationOptions, type QueryLocations } from './find-locations.js';
import { formatRows, formatTable, maxTableRows, resultFormats, type ResultFormat } from './format-result.js';
import { formatLocation } from './location.js';
import { readFiles, type FileContext } from './stored-files.js';

interface QueryOptions extends LocationOptions {
  readonly format: ResultFormat;
  readonly maxMegabytes: number;
}

const bytesPerMegabyte = 1_048_576;

/** `query`: runs a statement of SQL on the archive and the Parquet files. Exit code 2 if it can't be run. */
export function createQueryCommand(): Command {
  return new Command('query')
    .description(
      'run SQL on the archive and the Parquet files of a running pipeline, of a bucket or of a folder',
    )
    .argument(
      '<sql>',
      'a statement of DuckDB on the tables archive (source, offset, line), parquet and parquet_files',
    )
    .option('--archive <location>', 'the archive: a folder, or s3://BUCKET/PREFIX')
    .option('--parquet <location>', 'the Parquet files: a folder, or s3://BUCKET/PREFIX')
    .option('--stack <folder>', 'folder of the synthesized stack that runs locally (default: ingest-dev)')
    .addOption(new Option('--format <format>', 'format of the rows').choices(resultFormats).default('table'))
    .option(
      '--max-megabytes <number>',
      'largest archive and largest set of Parquet files, in MiB',
      parseCount,
      1_024,
    )
    .action(query);
}

async function query(sql: string, { format, maxMegabytes, ...options }: QueryOptions): Promise<void> {
  const hasReader = watchReader();
  try {
    const locations = await findLocations(options);
    await run(sql, locations, { maxBytes: maxMegabytes * bytesPerMegabyte, format });
  } catch (error) {
    // A reader that goes away, as `| head` does, has what it wants.
    if (!hasReader()) return;
    process.stderr.write(`${printableLines(describeError(error))}\n`);
    process.exitCode = error instanceof InterruptedError ? exitCodes.interrupted : exitCodes.cannotRun;
  }
}

/** Returns a function that says whether standard output still has a reader. */
function watchReader(): () => boolean {
  let hasReader = true;
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') hasReader = false;
  });
  return () => hasReader;
}

async function run(
  sql: string,
  locations: QueryLocations,
  { maxBytes, format }: { readonly maxBytes: number; readonly format: ResultFormat },
): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  // Every download listens to this signal.
  setMaxListeners(0, signal);
  const database = await Database.open();
  void waitForInterrupt().then(() => {
    controller.abort(new InterruptedError('Interrupted'));
    database.interrupt();
  });
  try {
    await load(database, locations, { maxBytes, signal });
    signal.throwIfAborted();
    await database.lock();
    await print(await resultOf(database, sql, format), signal);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    database.close();
  }
}

/** Writes pieces to standard output, as fast as its reader takes them. `pipeline` would write all of them after an abort. */
async function print(pieces: Iterable<string> | AsyncIterable<string>, signal: AbortSignal): Promise<void> {
  for await (const piece of pieces) {
    signal.throwIfAborted();
    if (!process.stdout.write(piece)) await once(process.stdout, 'drain', { signal });
  }
}

/** Runs the statement. Returns the pieces of the output. */
async function resultOf(
  database: Database,
  sql: string,
  format: ResultFormat,
): Promise<Iterable<string> | AsyncIterable<string>> {
  if (format === 'table') return [formatTable(await database.query(sql, maxTableRows))];
  return formatRows(await database.run(sql), { format, isTerminal: process.stdout.isTTY });
}

async function load(
  database: Database,
  { archive, parquet, region }: QueryLocations,
  limits: Pick<FileContext, 'maxBytes' | 'signal'>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'headwaters-query-'));
  let client: S3Client | undefined;
  const s3 = () => (client ??= new S3Client(clientConfig(readAwsEnvironment(), region)));
  const context: FileContext = { s3, folder, ...limits };
  try {
    if (archive !== undefined)
      await database.loadArchive(readArchiveLines(await readFiles(archive, context)));
    const files = await Promise.all(parquet.map((location) => readFiles(location, context)));
    const paths = files.flat().filter(({ key }) => key.endsWith('.parquet'));
    if (paths.length > 0) await database.loadParquet(paths.map(({ path }) => path));
    else if (parquet.length > 0) {
      const places = parquet.map(formatLocation).join(', ');
      process.stderr.write(printableLines(`No Parquet files in ${places}: there is no table parquet.\n`));
    }
  } finally {
    client?.destroy();
    await rm(folder, { recursive: true, force: true });
  }
}
