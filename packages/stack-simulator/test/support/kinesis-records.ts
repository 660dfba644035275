import type { KinesisEventRecord } from '@headwaters/stack-simulator';

/** Creates Kinesis records as a function receives them, with the sequence numbers 1 to `count`. */
export function kinesisRecords(count: number, arrivalSeconds = 0): readonly KinesisEventRecord[] {
  return Array.from({ length: count }, (_, index) => kinesisRecord(index + 1, { arrivalSeconds }));
}

/** Creates a Kinesis record as a function receives it. */
export function kinesisRecord(
  number: number,
  { arrivalSeconds = 0, data = '' }: { readonly arrivalSeconds?: number; readonly data?: string } = {},
): KinesisEventRecord {
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: `key ${number}`,
      sequenceNumber: String(number),
      data,
      approximateArrivalTimestamp: arrivalSeconds,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `shardId-000000000000:${number}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: 'arn:aws:iam::123456789012:role/role',
    awsRegion: 'eu-west-1',
    eventSourceARN: 'arn:aws:kinesis:eu-west-1:123456789012:stream/stream',
  };
}
