import type { Logger } from '@aws-lambda-powertools/logger';
import type { S3Client } from '@aws-sdk/client-s3';
import type { ConsumerEnvironment } from '@headwaters/pipeline-contract';
import { archiveSink } from './archive-sink.js';
import { logSink } from './log-sink.js';
import type { Sink } from './sink.js';
import { skipCanary } from './skip-canary.js';
import { s3Source } from './source-object.js';

/** What sinks depend on. */
export interface SinkPorts {
  readonly logger: Pick<Logger, 'info'>;
  /** For sources. */
  readonly reading: Pick<S3Client, 'send'>;
  /** For destinations. */
  readonly writing: S3Client;
}

/**
 * Makes the sink that the variable SINK selects, without the objects of the canary if CANARY_PREFIX is set. A cold start loads the code
 * of that sink only.
 */
export async function makeSink(environment: ConsumerEnvironment, ports: SinkPorts): Promise<Sink> {
  const sink = await selectSink(environment, ports);
  const { CANARY_PREFIX: canaryPrefix } = environment;
  return canaryPrefix === undefined ? sink : skipCanary(sink, canaryPrefix);
}

async function selectSink(
  environment: ConsumerEnvironment,
  { logger, reading, writing }: SinkPorts,
): Promise<Sink> {
  switch (environment.SINK) {
    case 'log':
      return logSink(logger, { payload: environment.LOG_PAYLOAD });
    case 'archive':
      return archiveSink(
        { openSource: s3Source(reading, { sourceBucket: environment.SOURCE_BUCKET }), s3: writing },
        environment.ARCHIVE_BUCKET,
      );
    case 'dynamodb': {
      const { makeDynamodbSink } = await import('./dynamodb/make-dynamodb-sink.js');
      return makeDynamodbSink(environment);
    }
    case 'parquet': {
      const { makeParquetSink } = await import('./parquet/make-parquet-sink.js');
      return makeParquetSink(environment, writing);
    }
    case 'firehose': {
      const { makeFirehoseSink } = await import('./firehose/make-firehose-sink.js');
      return makeFirehoseSink(environment);
    }
  }
}
