import { functionNameOfArn } from '@headwaters/pipeline-contract';
import * as v from 'valibot';

/** Records of the stream that Lambda gave up on behalf of a consumer, as its failure destination keeps them. */
export interface FailedBatch {
  readonly functionName: string;
  /** When Lambda gave up, in ISO 8601. */
  readonly at: string;
  /** Such as `RetryAttemptsExhausted` or `RecordAgeExceeded`. */
  readonly condition: string;
  readonly invocationCount: number;
  /** The data of each record, in the order of the shard. */
  readonly records: readonly Uint8Array[];
}

const eventSchema = v.object({
  Records: v.array(v.object({ kinesis: v.object({ data: v.string() }) })),
});

/** Source: the Lambda guide, kinesis-on-failure-destination, "Configuring destinations", read on 2026-11-23. */
const failedBatchSchema = v.object({
  requestContext: v.object({
    functionArn: v.string(),
    condition: v.string(),
    approximateInvokeCount: v.number(),
  }),
  timestamp: v.string(),
  KinesisBatchInfo: v.object({ shardId: v.string() }),
  /**
   * The event as the function was given it; only a bucket receives it. The guide shows it as JSON text. The one recording of
   * it, in LocalStack's snapshots of real AWS, was made by a tool that parses such text, so it shows neither form: both are read.
   */
  payload: v.union([v.pipe(v.string(), v.parseJson(), eventSchema), eventSchema]),
});

/** Reads what an event source mapping left in its failure destination; undefined if the text is something else. */
export function parseFailedBatch(text: string): FailedBatch | undefined {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), failedBatchSchema), text);
  if (!result.success) return undefined;
  const { requestContext, timestamp, payload } = result.output;
  return {
    functionName: functionNameOfArn(requestContext.functionArn),
    at: timestamp,
    condition: requestContext.condition,
    invocationCount: requestContext.approximateInvokeCount,
    records: payload.Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64')),
  };
}
