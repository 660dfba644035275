import { decodeRecord, type DecodedBlock, type DecodedRecord } from '@headwaters/record-codec';
import { StreamEventError } from '../errors.js';
import type { DeliveredBlock, DeliveredRecord, Delivery } from './delivery.js';
import type { StreamRecord } from './stream-record.js';

/**
 * Decodes a Kinesis record.
 *
 * @throws {@link StreamEventError} if its data is not base64.
 * @throws `RecordCodecError` if its data is a block that is corrupt or exceeds a limit.
 */
export function readDelivery(streamRecord: StreamRecord): Delivery {
  const { stream, shardId, sequenceNumber, partitionKey, arrivedAtMillis } = streamRecord;
  const data = decodeBase64(streamRecord.data);
  const record = decodeRecord(data);
  return {
    ...{ stream, shardId, sequenceNumber, partitionKey, arrivedAtMillis, data, record },
    kinesisRecordCount: 1,
    carried: record.profile === 'block' ? carriedByBlock(record) : undefined,
    records: () => recordsOf(record, sequenceNumber),
  };
}

function carriedByBlock({ block }: DecodedBlock): DeliveredBlock {
  const { bytes, ...fields } = block;
  return { wire: 'block', ...fields, ...(block.isReference && { reference: block }), bytes: () => bytes };
}

function* recordsOf(record: DecodedRecord, sequenceNumber: string): Iterable<DeliveredRecord> {
  if (record.profile === 'plain') yield { id: sequenceNumber, bytes: record.bytes, sequenceNumber };
  else if (record.profile === 'kpl') {
    for (const { bytes, subSequenceNumber } of record.records())
      yield { id: `${sequenceNumber}.${subSequenceNumber}`, bytes, sequenceNumber };
  } else {
    const { source } = record.block;
    for (const { id, bytes, offset, lineNumber } of record.records())
      yield { id, bytes, source, offset, lineNumber, sequenceNumber };
  }
}

/** Node ignores characters that are not base64; here they must not change the data silently. */
function decodeBase64(encoded: string): Uint8Array {
  const data = Buffer.from(encoded, 'base64');
  if (data.toString('base64') !== encoded) {
    throw new StreamEventError('The data of the Kinesis record is not base64');
  }
  return data;
}
