import type { RecoveryPipeline } from '../pipeline/recovery-pipeline.js';

/** A Kinesis record that a recovery command delivers. */
export interface RecoveredRecord {
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  /** Approximate arrival at the stream, in milliseconds since the epoch. */
  readonly arrivedAtMillis: number;
  /** Base64. */
  readonly data: string;
}

/**
 * Returns a Kinesis record in the form in which Lambda passes it to a function.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html (read 2026-11-23).
 */
export function toEventRecord(
  { shardId, sequenceNumber, partitionKey, arrivedAtMillis, data }: RecoveredRecord,
  { streamArn }: Pick<RecoveryPipeline, 'streamArn'>,
): object {
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey,
      sequenceNumber,
      data,
      approximateArrivalTimestamp: arrivedAtMillis / 1_000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${shardId}:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    awsRegion: streamArn.split(':')[3] ?? '',
    eventSourceARN: streamArn,
  };
}
