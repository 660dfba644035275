import type { KinesisEvent } from '@headwaters/record-codec';

/** Makes an event as Lambda does: base64 data, 56-digit sequence numbers. The default partition key is `p`. */
export function kinesisEvent(
  ...records: (Uint8Array | { partitionKey: string; data: Uint8Array })[]
): KinesisEvent {
  return {
    Records: records.map((record, index) => {
      const { partitionKey, data } =
        record instanceof Uint8Array ? { partitionKey: 'p', data: record } : record;
      return {
        kinesis: {
          partitionKey,
          data: Buffer.from(data).toString('base64'),
          sequenceNumber: sequenceNumber(index),
        },
        eventID: `shardId-000000000000:${sequenceNumber(index)}`,
        eventSource: 'aws:kinesis',
      };
    }),
  };
}

/** Returns the sequence number of the Kinesis record at this index of {@link kinesisEvent}. */
export function sequenceNumber(index: number): string {
  return `495903382714902566085596925383617910957259${String(index).padStart(14, '0')}`;
}
