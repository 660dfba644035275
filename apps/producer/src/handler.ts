import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Context } from 'aws-lambda';
import { config } from './config.js';
import { handleEvent } from './handle-event.js';
import { kinesisPutRecords } from './lane/put-records.js';
import { reportTally } from './tally/report-tally.js';
import { logger, metrics } from './telemetry.js';
import { systemClock } from './time/clock.js';

// The lanes retry, so the client must not. HTTP/1.1: an idle HTTP/2 session does not survive a frozen function.
const kinesis = new KinesisClient({ maxAttempts: 1, requestHandler: new NodeHttpHandler() });
const producer = {
  s3: new S3Client(),
  clock: systemClock,
  random: Math.random,
  logger,
  putRecords: kinesisPutRecords(kinesis, config.STREAM_NAME),
  cellBytes: config.CELL_BYTES,
  compression: config.BLOCK_COMPRESSION,
  report: reportTally.bind(undefined, metrics),
};

/** Entry point of the producer's Lambda function. */
export async function handler(event: unknown, context: Context): Promise<void> {
  logger.addContext(context);
  await handleEvent(event, context.getRemainingTimeInMillis(), producer);
}
