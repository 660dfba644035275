import type { DecodedRecord } from '@headwaters/record-codec';

/** One record of the stream, as a sink gets it. */
export interface Delivery {
  /** The stream's name. */
  readonly stream: string;
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  /** The record's data as it came, byte for byte. */
  readonly data: Uint8Array;
  /** The same, decoded and verified. */
  readonly record: DecodedRecord;
}
