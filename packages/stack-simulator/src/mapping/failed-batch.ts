import type { KinesisEventRecord } from './kinesis-event-record.js';

/** Why a batch is not retried. Failure records carry it as `condition`. */
export type BatchFailureCondition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

/** A batch that is not retried. */
export interface FailedBatch {
  readonly condition: BatchFailureCondition;
  readonly requestId: string;
  /** The ARN that the mapping invokes, qualified if the mapping names a version or alias. */
  readonly functionArn: string;
  /** The version that the function ran. */
  readonly executedVersion: string;
  readonly approximateInvokeCount: number;
  /** `Unhandled` if the function threw, null if its response reported a failure, `undefined` if it did not run. */
  readonly functionError: 'Unhandled' | null | undefined;
  readonly shardId: string;
  readonly streamArn: string;
  readonly records: readonly KinesisEventRecord[];
  readonly at: Date;
}

/**
 * Creates the failure record that AWS sends to a mapping's failure destination. It refers to the Kinesis records by sequence
 * number.
 *
 * Sources: the Lambda guide, kinesis-on-failure-destination; LocalStack's snapshots of real AWS; a record of a mapping to an
 * alias, https://github.com/aws-samples/aws-serverless-failure-modes/blob/main/docs/streams_dlq_example.md (read 2026-11-23).
 */
export function failedBatchRecord(batch: FailedBatch): Readonly<Record<string, unknown>> {
  const { records } = batch;
  const [first, last] = [records[0], records.at(-1)];
  return {
    requestContext: {
      requestId: batch.requestId,
      functionArn: batch.functionArn,
      condition: batch.condition,
      approximateInvokeCount: batch.approximateInvokeCount,
    },
    ...(batch.functionError !== undefined && {
      responseContext: {
        statusCode: 200,
        executedVersion: batch.executedVersion,
        functionError: batch.functionError,
      },
    }),
    version: '1.0',
    timestamp: batch.at.toISOString(),
    KinesisBatchInfo: {
      shardId: batch.shardId,
      startSequenceNumber: first?.kinesis.sequenceNumber,
      endSequenceNumber: last?.kinesis.sequenceNumber,
      approximateArrivalOfFirstRecord: formatArrival(first),
      approximateArrivalOfLastRecord: formatArrival(last),
      batchSize: records.length,
      streamArn: batch.streamArn,
    },
  };
}

function formatArrival(record: KinesisEventRecord | undefined): string | undefined {
  return record && new Date(Math.round(record.kinesis.approximateArrivalTimestamp * 1_000)).toISOString();
}

/** The parts of a failure record's object key. `uuid` makes it unique. */
export interface FailedBatchKeyParts {
  readonly mappingUuid: string;
  readonly shardId: string;
  readonly at: Date;
  readonly uuid: string;
}

/**
 * Creates the object key of a failure record in a destination bucket:
 * `aws/lambda/<mapping uuid>/<shard>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<uuid>`.
 * Source: the Lambda guide, kinesis-on-failure-destination (read 2026-11-23).
 */
export function failedBatchKey({ mappingUuid, shardId, at, uuid }: FailedBatchKeyParts): string {
  const [day = '', time = ''] = at.toISOString().slice(0, 19).split('T');
  return `aws/lambda/${mappingUuid}/${shardId}/${day.replaceAll('-', '/')}/${day}T${time.replaceAll(':', '.')}-${uuid}`;
}
