import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { S3Client } from '@aws-sdk/client-s3';
import { type ConsumerEnvironment, parseConsumerEnvironment } from '@headwaters/pipeline-contract';
import type { Context, KinesisStreamBatchResponse } from 'aws-lambda';
import { consumeBatch } from './consume-batch.js';
import { s3Ledger } from './ledger.js';
import { makeSink } from './sink/make-sink.js';
import { reportTally } from './tally.js';

/** The consumer's settings. */
const config = parseConsumerEnvironment(process.env);

/** The service's name on every log line and metric. */
const serviceName = 'consumer';

const logger = new Logger({
  serviceName,
  logLevel: config.LOG_LEVEL,
  persistentKeys: { consumer: config.CONSUMER_NAME },
});

/** Printed to the log in the embedded metric format, with the dimensions `service` and `consumer`. */
const metrics = new Metrics({
  serviceName,
  namespace: config.METRICS_NAMESPACE,
  defaultDimensions: { consumer: config.CONSUMER_NAME },
});

/** Where a consumer's records and receipts go, with clients made once for as long as the function lives. */
function awsPorts(config: ConsumerEnvironment, logger: Logger) {
  const s3 = new S3Client();
  const { LEDGER_BUCKET: bucket, CONSUMER_NAME: actor } = config;
  return {
    sink: makeSink(config, { logger, s3 }),
    ledger: bucket === undefined ? undefined : s3Ledger(s3, { bucket, actor, now: () => new Date() }),
  };
}

const consumer = {
  ...awsPorts(config, logger),
  logger,
  report: reportTally.bind(undefined, metrics),
};

/** Entry point of a consumer's Lambda function. */
export async function handler(event: unknown, context: Context): Promise<KinesisStreamBatchResponse> {
  logger.addContext(context);
  return consumeBatch(event, consumer);
}
