import { describeIssue, type StreamPosition } from '@headwaters/pipeline-contract';
import * as v from 'valibot';
import { StreamEventError } from '../errors.js';

/** One Kinesis record of an event, not decoded yet. */
export interface StreamRecord extends StreamPosition {
  readonly partitionKey: string;
  /** Approximate arrival at the stream, in milliseconds since the epoch. */
  readonly arrivedAtMillis: number;
  /** As Lambda passes it: base64. */
  readonly data: string;
}

const nonEmptyString = v.pipe(v.string('must be a string'), v.nonEmpty('must not be empty'));

/** The ARN of a stream, or that of a consumer with enhanced fan-out: AWS does not document which of them an event has. */
const streamArn = /:stream\/([^/]+)/;

/** The fields that a consumer needs. Source: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
const eventRecordSchema = v.object(
  {
    eventID: v.pipe(nonEmptyString, v.regex(/^shardId-\d+:/, 'must be shardId-<number>:<sequence number>')),
    eventSourceARN: v.pipe(nonEmptyString, v.regex(streamArn, 'must be the ARN of a stream')),
    kinesis: v.object(
      {
        data: v.string('must be a string'),
        partitionKey: nonEmptyString,
        sequenceNumber: nonEmptyString,
        /** Unix time in seconds, with milliseconds as the fraction. Lambda sends it; handwritten test events often lack it. */
        approximateArrivalTimestamp: v.optional(
          v.pipe(v.number('must be a number of seconds'), v.finite('must be finite')),
        ),
      },
      'must be an object',
    ),
  },
  'must be an object',
);

/**
 * Reads the position and the data of one Kinesis record of a batch.
 *
 * @param nowMillis - When a record without a timestamp arrived, in milliseconds since the epoch. Default: now.
 * @throws {@link StreamEventError} if it is not a record of a Kinesis event.
 */
export function readStreamRecord(eventRecord: unknown, nowMillis = Date.now()): StreamRecord {
  const result = v.safeParse(eventRecordSchema, eventRecord);
  if (!result.success) {
    const faults = result.issues.map(describeIssue).join('; ');
    throw new StreamEventError(`The record is not part of a Kinesis event: ${faults}`);
  }
  const { eventID, eventSourceARN, kinesis } = result.output;
  const { approximateArrivalTimestamp: arrivedAtSeconds = nowMillis / 1_000 } = kinesis;
  return {
    stream: streamArn.exec(eventSourceARN)?.[1] ?? '',
    shardId: eventID.slice(0, eventID.indexOf(':')),
    sequenceNumber: kinesis.sequenceNumber,
    partitionKey: kinesis.partitionKey,
    arrivedAtMillis: Math.round(arrivedAtSeconds * 1_000),
    data: kinesis.data,
  };
}
