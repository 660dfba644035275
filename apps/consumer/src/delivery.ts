import { type DecodedRecord, decodeRecord } from '@headwaters/record-codec';
import * as v from 'valibot';
import { StreamEventError } from './errors.js';

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

const text = v.pipe(v.string('must be a text'), v.nonEmpty('must not be empty'));

/** What a consumer needs of a record. Source: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
const recordSchema = v.object(
  {
    eventID: v.pipe(text, v.regex(/^shardId-\d+:\d+$/, 'must be shardId-<number>:<sequence number>')),
    eventSourceARN: v.pipe(text, v.regex(/:stream\/./, 'must be the ARN of a stream')),
    kinesis: v.object(
      { data: v.string('must be a text'), partitionKey: text, sequenceNumber: text },
      'must be an object',
    ),
  },
  'must be an object',
);

/**
 * Reads and decodes one record of a batch.
 *
 * @throws {@link StreamEventError} if it is not a record of a Kinesis event.
 * @throws `RecordCodecError` if its data is a block that is corrupt or beyond the limits.
 */
export function readDelivery(record: unknown): Delivery {
  const result = v.safeParse(recordSchema, record);
  if (!result.success) {
    // Valibot's own messages quote what was got, which may be personal data: every rule above has one of its own.
    const faults = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'it'} ${issue.message}`);
    throw new StreamEventError(`The record is not one of a Kinesis event: ${faults.join('; ')}`);
  }
  const { eventID, eventSourceARN, kinesis } = result.output;
  const data = decodeBase64(kinesis.data);
  return {
    stream: eventSourceARN.slice(eventSourceARN.indexOf('/') + 1),
    shardId: eventID.slice(0, eventID.indexOf(':')),
    sequenceNumber: kinesis.sequenceNumber,
    partitionKey: kinesis.partitionKey,
    data,
    record: decodeRecord(data),
  };
}

/** Node skips what is not base64; a record must not change silently. */
function decodeBase64(encoded: string): Uint8Array {
  const data = Buffer.from(encoded, 'base64');
  if (data.toString('base64') !== encoded) throw new StreamEventError("The record's data is not base64");
  return data;
}
