import type { Logger } from '@aws-lambda-powertools/logger';
import type { S3Client } from '@aws-sdk/client-s3';
import type { ConsumerEnvironment } from '@headwaters/pipeline-contract';
import { archiveSink } from './archive-sink.js';
import { logSink } from './log-sink.js';
import type { Sink } from './sink.js';

/** What sinks are made with. */
export interface SinkTools {
  readonly logger: Logger;
  readonly s3: S3Client;
}

/** Makes the sink that the settings name. */
export function makeSink(config: ConsumerEnvironment, { logger, s3 }: SinkTools): Sink {
  switch (config.SINK) {
    case 'log':
      return logSink(logger, { payload: config.LOG_PAYLOAD });
    case 'archive':
      return archiveSink(s3, config.ARCHIVE_BUCKET);
  }
}
