import { decodeRecord, type DecodedRecord } from '@headwaters/record-codec';
import { StreamEventError } from '../errors.js';
import type { StreamRecord } from './stream-record.js';

/** One Kinesis record, as a sink receives it. */
export interface Delivery {
  /** Name of the stream. */
  readonly stream: string;
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  /** The raw data of the Kinesis record. */
  readonly data: Uint8Array;
  /** `data`, decoded and verified. */
  readonly record: DecodedRecord;
}

/**
 * Decodes a Kinesis record.
 *
 * @throws {@link StreamEventError} if its data is not base64.
 * @throws `RecordCodecError` if its data is a block that is corrupt or exceeds a limit.
 */
export function readDelivery(streamRecord: StreamRecord): Delivery {
  const { stream, shardId, sequenceNumber, partitionKey } = streamRecord;
  const data = decodeBase64(streamRecord.data);
  return { stream, shardId, sequenceNumber, partitionKey, data, record: decodeRecord(data) };
}

/** Node ignores characters that are not base64; here they must not change the data silently. */
function decodeBase64(encoded: string): Uint8Array {
  const data = Buffer.from(encoded, 'base64');
  if (data.toString('base64') !== encoded) {
    throw new StreamEventError('The data of the Kinesis record is not base64');
  }
  return data;
}
