import type { KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';

/** A sequence number like those of Kinesis: 56 digits, increasing within a shard. */
export function sequenceNumberOf(index: number): string {
  return `496460218395120${String(index).padStart(41, '0')}`;
}

/**
 * A batch as Lambda passes it to a consumer: every field, data in base64, times in epoch seconds.
 * Shape: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 */
export function streamEvent(...payloads: Uint8Array[]): KinesisStreamEvent {
  return { Records: payloads.map((data, index) => streamEventRecord(data, index)) };
}

/** @param partitionKey - Default: that of a block. */
export function streamEventRecord(
  data: Uint8Array,
  index = 0,
  partitionKey = '562adff38c28fdea05ffc7cb49442377b37f40057ccd2b51378000baf533bb54',
): KinesisStreamRecord {
  const sequenceNumber = sequenceNumberOf(index);
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey,
      sequenceNumber,
      data: Buffer.from(data).toString('base64'),
      approximateArrivalTimestamp: 1_795_392_000.123,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `shardId-000000000000:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: 'arn:aws:iam::123456789012:role/consumer',
    awsRegion: 'eu-central-1',
    eventSourceARN: 'arn:aws:kinesis:eu-central-1:123456789012:stream/records',
  };
}
