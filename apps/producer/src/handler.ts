import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { parseProducerEnvironment } from '@headwaters/pipeline-contract';
import type { Context } from 'aws-lambda';
import { awsPorts } from './aws-ports.js';
import { handleEvent } from './handle-event.js';
import { partitioningOf } from './publication/partitioner.js';
import { reportTally } from './tally.js';
import { systemClock } from './time.js';

/** The producer's settings. */
const config = parseProducerEnvironment(process.env);

/** The service's name on every log line and metric. */
const serviceName = 'producer';

const logger = new Logger({ serviceName, logLevel: config.LOG_LEVEL });

/** Printed to the log in the embedded metric format, with the dimensions `service` and `stream`. */
const metrics = new Metrics({
  serviceName,
  namespace: config.METRICS_NAMESPACE,
  defaultDimensions: { stream: config.STREAM_NAME },
});

const producer = {
  ...awsPorts(config),
  clock: systemClock,
  random: Math.random,
  cellBytes: config.CELL_BYTES,
  layout: config.RECORD_LAYOUT,
  compression: config.BLOCK_COMPRESSION,
  csvHeader: config.CSV_HEADER,
  partitioning: partitioningOf(config),
  logger,
  report: reportTally.bind(undefined, metrics),
};

/** Entry point of the producer's Lambda function. */
export async function handler(event: unknown, context: Context): Promise<void> {
  logger.addContext(context);
  const remainingMillis = context.getRemainingTimeInMillis();
  await handleEvent(event, { functionArn: context.invokedFunctionArn, remainingMillis }, producer);
}
