import { type QuarantinedRecord, parseQuarantinedRecord } from '@headwaters/pipeline-contract';
import type { KinesisEventRecord } from '@headwaters/stack-simulator';

/** A failure object, reduced to the fields used here. */
export interface FailureObject {
  /** The event of a batch: a JSON string, as in the Lambda developer guide, or the event itself. */
  readonly payload?: unknown;
  /** The event of an asynchronous invocation. */
  readonly requestPayload?: unknown;
}

/** Parses a failure object. A quarantined Kinesis record gets the payload of a batch with it alone, and keeps its other fields. */
export function parseFailureObject(text: string): FailureObject {
  const record = parseQuarantinedRecord(text);
  if (record === undefined) return JSON.parse(text) as FailureObject;
  const { data, ...rest } = record;
  return { ...rest, payload: { Records: [eventRecordOf(record, Buffer.from(data, 'base64'))] } };
}

/** The event record of a quarantined Kinesis record, as Lambda passes it. */
function eventRecordOf(record: QuarantinedRecord, data: Uint8Array): Partial<KinesisEventRecord> {
  const { stream, shardId, sequenceNumber, partitionKey, arrivedAt } = record;
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey,
      sequenceNumber,
      data: Buffer.from(data).toString('base64'),
      approximateArrivalTimestamp: Date.parse(arrivedAt) / 1_000,
    },
    eventSource: 'aws:kinesis',
    eventID: `${shardId}:${sequenceNumber}`,
    eventSourceARN: `arn:aws:kinesis:us-east-1:123456789012:stream/${stream}`,
  };
}

/** The event that the function failed on, as a JSON string. */
export function eventOf({ payload, requestPayload }: FailureObject): string {
  return typeof payload === 'string' ? payload : JSON.stringify(payload ?? requestPayload);
}

/** The Kinesis records of a failed batch; empty for an asynchronous invocation. */
export function recordsOf(object: FailureObject): readonly KinesisEventRecord[] {
  if (object.payload === undefined) return [];
  return (JSON.parse(eventOf(object)) as { readonly Records: readonly KinesisEventRecord[] }).Records;
}
