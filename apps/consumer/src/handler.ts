import type { Context, KinesisStreamBatchResponse } from 'aws-lambda';
import { awsPorts } from './aws-ports.js';
import { config } from './config.js';
import { consumeBatch } from './consume-batch.js';
import { reportTally } from './tally/report-tally.js';
import { logger, metrics } from './telemetry.js';

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
