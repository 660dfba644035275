import { functionNameOfArn } from '@headwaters/pipeline-contract';
import * as v from 'valibot';

/** A batch of Kinesis records that Lambda sent to the failures bucket instead of retrying a consumer again. */
export interface FailedBatch {
  readonly functionName: string;
  /** When Lambda dead-lettered the batch, in ISO 8601. */
  readonly at: string;
  /** For example `RetryAttemptsExhausted` or `RecordAgeExceeded`. */
  readonly condition: string;
  readonly invocationCount: number;
  /** Name of the stream; `undefined` if the record does not say it. */
  readonly stream: string | undefined;
  readonly shardId: string;
  /** In shard order. */
  readonly records: readonly FailedBatchRecord[];
}

/** A Kinesis record of the failures bucket. */
export interface FailedRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

/** A Kinesis record of a failed batch. */
export interface FailedBatchRecord extends FailedRecord {
  /** `undefined` if the event does not say it: Lambda always does. */
  readonly sequenceNumber: string | undefined;
  /** Approximate arrival at the stream, in milliseconds since the epoch; `undefined` as above. */
  readonly arrivedAtMillis: number | undefined;
}

const eventSchema = v.object({
  Records: v.array(
    v.object({
      kinesis: v.object({
        data: v.string(),
        partitionKey: v.optional(v.string(), ''),
        sequenceNumber: v.exactOptional(v.string()),
        /** Unix time in seconds, with milliseconds as the fraction. */
        approximateArrivalTimestamp: v.exactOptional(v.number()),
      }),
    }),
  ),
});

type EventRecord = v.InferOutput<typeof eventSchema>['Records'][number];

/**
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html, "Configuring destinations",
 * read on 2026-11-23.
 */
const failedBatchSchema = v.object({
  requestContext: v.object({
    functionArn: v.string(),
    condition: v.string(),
    approximateInvokeCount: v.number(),
  }),
  timestamp: v.string(),
  KinesisBatchInfo: v.object({ shardId: v.string(), streamArn: v.exactOptional(v.string()) }),
  /**
   * The event of the function. Only S3 destinations receive it. The guide shows it as a JSON string. LocalStack's recording
   * of AWS parses nested JSON and cannot show which form AWS sends, so both the string and the object are accepted.
   */
  payload: v.union([v.pipe(v.string(), v.parseJson(), eventSchema), eventSchema]),
});

/**
 * Parses the failure record of an event source mapping. Returns `undefined` if the string is not one.
 */
export function parseFailedBatch(text: string): FailedBatch | undefined {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), failedBatchSchema), text);
  if (!result.success) return undefined;
  const { requestContext, timestamp, payload, KinesisBatchInfo: batch } = result.output;
  return {
    functionName: functionNameOfArn(requestContext.functionArn),
    at: timestamp,
    condition: requestContext.condition,
    invocationCount: requestContext.approximateInvokeCount,
    stream: batch.streamArn?.split('/')[1],
    shardId: batch.shardId,
    records: payload.Records.map(toFailedRecord),
  };
}

function toFailedRecord({ kinesis }: EventRecord): FailedBatchRecord {
  const { partitionKey, data, sequenceNumber, approximateArrivalTimestamp: arrivedAtSeconds } = kinesis;
  const arrivedAtMillis = arrivedAtSeconds === undefined ? undefined : Math.round(arrivedAtSeconds * 1_000);
  return { partitionKey, data: Buffer.from(data, 'base64'), sequenceNumber, arrivedAtMillis };
}
