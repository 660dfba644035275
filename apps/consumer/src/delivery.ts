import { decodeRecord, type DecodedRecord } from '@headwaters/record-codec';
import * as v from 'valibot';
import { StreamEventError } from './errors.js';

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

const nonEmptyString = v.pipe(v.string('must be a string'), v.nonEmpty('must not be empty'));

/** The fields that a consumer needs. Source: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
const eventRecordSchema = v.object(
  {
    eventID: v.pipe(
      nonEmptyString,
      v.regex(/^shardId-\d+:\d+$/, 'must be shardId-<number>:<sequence number>'),
    ),
    eventSourceARN: v.pipe(nonEmptyString, v.regex(/:stream\/./, 'must be the ARN of a stream')),
    kinesis: v.object(
      {
        data: v.string('must be a string'),
        partitionKey: nonEmptyString,
        sequenceNumber: nonEmptyString,
      },
      'must be an object',
    ),
  },
  'must be an object',
);

/**
 * Reads and decodes one Kinesis record of a batch.
 *
 * @throws {@link StreamEventError} if it is not a record of a Kinesis event.
 * @throws `RecordCodecError` if its data is a block that is corrupt or exceeds a limit.
 */
export function readDelivery(eventRecord: unknown): Delivery {
  const result = v.safeParse(eventRecordSchema, eventRecord);
  if (!result.success) {
    // Valibot's default messages quote the input, which may be personal data: so every rule above has its own message.
    const faults = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'it'} ${issue.message}`);
    throw new StreamEventError(`The record is not part of a Kinesis event: ${faults.join('; ')}`);
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

/** Node ignores characters that are not base64; here they must not change the data silently. */
function decodeBase64(encoded: string): Uint8Array {
  const data = Buffer.from(encoded, 'base64');
  if (data.toString('base64') !== encoded) {
    throw new StreamEventError('The data of the Kinesis record is not base64');
  }
  return data;
}
