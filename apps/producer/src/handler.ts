import type { Context } from 'aws-lambda';
import { awsPorts } from './aws-ports.js';
import { config } from './config.js';
import { handleEvent } from './handle-event.js';
import { partitioningOf } from './publication/partitioning-of.js';
import { reportTally } from './tally/report-tally.js';
import { logger, metrics } from './telemetry.js';
import { systemClock } from './time/clock.js';

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
