import { readBlueprint, readConfiguration } from '@headwaters/stack-simulator';
import { readAwsEnvironment, resolveUserPath } from '../command-line/environment.js';
import { UsageError } from '../errors.js';
import { defaultStackFolder } from '../workspace-paths.js';
import { parseLocation, type Location } from './location.js';

/** The options of `query` that say what to query. */
export interface LocationOptions {
  readonly archive?: string;
  readonly parquet?: string;
  /** Folder of a synthesized stack. Default: the dev stack. */
  readonly stack?: string;
}

/** What is queried. */
export interface QueryLocations {
  readonly archive: Location | undefined;
  readonly parquet: readonly Location[];
  /** Region of the stack, if it named the buckets. */
  readonly region: string | undefined;
}

/**
 * Finds what to query: the locations that the options name, or else the buckets of the stack's consumers at a local endpoint.
 *
 * @throws {@link UsageError} if neither is known.
 */
export async function findLocations(options: LocationOptions): Promise<QueryLocations> {
  const { archive, parquet } = options;
  if (archive !== undefined || parquet !== undefined) {
    return {
      archive: archive === undefined ? undefined : parseLocation(archive),
      parquet: parquet === undefined ? [] : [parseLocation(parquet)],
      region: undefined,
    };
  }
  if (readAwsEnvironment().endpoint === undefined) {
    throw new UsageError(
      'Set AWS_ENDPOINT_URL to the endpoint that `npm start` prints, or name a folder or s3://BUCKET/PREFIX with --archive or --parquet.',
    );
  }
  return readStackLocations(
    options.stack === undefined ? defaultStackFolder : resolveUserPath(options.stack),
  );
}

async function readStackLocations(folder: string): Promise<QueryLocations> {
  const { functions, region } = readBlueprint(await readConfiguration(folder));
  const environments = functions.map(({ environment }) => environment);
  const archives = environments.flatMap(({ ARCHIVE_BUCKET: bucket }) => bucket ?? []);
  const parquet = environments.flatMap(({ PARQUET_BUCKET: bucket, PARQUET_PREFIX: prefix = '' }) =>
    bucket === undefined ? [] : [{ kind: 'bucket' as const, bucket, prefix }],
  );
  const [archive] = archives;
  if (archive === undefined && parquet.length === 0) {
    throw new UsageError(`The stack in ${folder} has no consumer with the sink archive or parquet.`);
  }
  return {
    archive: archive === undefined ? undefined : { kind: 'bucket', bucket: archive, prefix: '' },
    parquet,
    region,
  };
}
