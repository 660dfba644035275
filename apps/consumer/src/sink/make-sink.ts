import type { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import type { ConsumerEnvironment } from '@headwaters/pipeline-contract';
import { archiveSink } from './archive-sink.js';
import { logSink } from './log-sink.js';
import type { Sink } from './sink.js';

/** Makes the sink that the settings name. Called once, outside the handler, since sinks own their clients. */
export function makeSink(config: ConsumerEnvironment, logger: Logger): Sink {
  switch (config.SINK) {
    case 'log':
      return logSink(logger, { payload: config.LOG_PAYLOAD });
    case 'archive':
      return archiveSink(new S3Client(), config.ARCHIVE_BUCKET);
  }
}
