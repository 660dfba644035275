import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { S3Client } from '@aws-sdk/client-s3';
import { parseConsumerEnvironment } from '@headwaters/pipeline-contract';
import type { Context, KinesisStreamBatchResponse } from 'aws-lambda';
import { consumeBatch, type Consumer } from './consume-batch.js';
import { publishMetrics } from './invocation-counts.js';
import { s3Ledger } from './ledger.js';
import { makeSink } from './sink/make-sink.js';

const environment = parseConsumerEnvironment(process.env);
const { CONSUMER_NAME: consumerName, LEDGER_BUCKET: ledgerBucket } = environment;

/** Value of `service` in every log line and metric. */
const serviceName = 'consumer';

const logger = new Logger({
  serviceName,
  logLevel: environment.LOG_LEVEL,
  persistentKeys: { consumer: consumerName },
});

/** Printed to the log in the embedded metric format, with the dimensions `service` and `consumer`. */
const metrics = new Metrics({
  serviceName,
  namespace: environment.METRICS_NAMESPACE,
  defaultDimensions: { consumer: consumerName },
});

const s3 = new S3Client();

const consumer: Consumer = {
  sink: makeSink(environment, { logger, s3 }),
  ledger:
    ledgerBucket === undefined
      ? undefined
      : s3Ledger(s3, { bucket: ledgerBucket, actor: consumerName, now: () => new Date() }),
  logger,
  reportCounts: (counts) => {
    publishMetrics(metrics, counts);
  },
};

/** Entry point of a consumer's Lambda function. */
export async function handler(event: unknown, context: Context): Promise<KinesisStreamBatchResponse> {
  logger.addContext(context);
  return consumeBatch(event, consumer);
}
