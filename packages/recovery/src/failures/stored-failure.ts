import { eventOfFailedUpload, parseFailedBatch, parseFailedUpload } from '@headwaters/ledger';
import {
  type ObjectVersion,
  type StreamPosition,
  contentDigest,
  functionNameOfArn,
  parseQuarantinedRecord,
} from '@headwaters/pipeline-contract';
import type { RecoveredRecord } from '../delivery/recovered-record.js';
import type { RecoveryPipeline } from '../pipeline/recovery-pipeline.js';
import type { FailureKind } from './failure.js';
import { producerActor } from './failure-scope.js';

/** A Kinesis record of the failures bucket, with what a consumer needs to receive it again. */
export type FailedKinesisRecord = RecoveredRecord & StreamPosition;

interface FailureReason {
  readonly key: string;
  readonly actor: string;
  readonly at: Date;
  readonly code: string;
  readonly message: string;
}

/** Kinesis records that a consumer did not accept. */
export interface StoredRecords extends FailureReason {
  readonly kind: Exclude<FailureKind, 'upload'>;
  /** In the order of the shard. */
  readonly records: readonly FailedKinesisRecord[];
}

/** An event that the producer failed on. */
export interface StoredUpload extends FailureReason {
  readonly kind: 'upload';
  /** Unchanged, as Lambda received it. */
  readonly event: unknown;
  readonly sources: readonly ObjectVersion[];
}

/** The content of an object of the failures bucket. */
export type StoredFailure = StoredRecords | StoredUpload;

/**
 * Parses an object of the failures bucket.
 *
 * @returns `undefined` if it is not one, or lacks what is needed to deliver it again.
 */
export function parseStoredFailure(
  { key, text }: { readonly key: string; readonly text: string },
  pipeline: Pick<RecoveryPipeline, 'consumers' | 'producer' | 'streamName'>,
): StoredFailure | undefined {
  return (
    parseQuarantined(key, text) ??
    parseBatch(key, text, pipeline) ??
    parseUpload(key, text, pipeline.producer)
  );
}

function parseQuarantined(key: string, text: string): StoredRecords | undefined {
  const record = parseQuarantinedRecord(text);
  if (record === undefined) return undefined;
  const { stream, shardId, sequenceNumber, sibling, partitionKey, data } = record;
  const position = { stream, shardId, sequenceNumber, ...(sibling !== undefined && { sibling }) };
  return {
    kind: 'quarantined',
    ...{ key, actor: record.consumer, at: new Date(record.at) },
    ...{ code: record.reason.code, message: record.reason.message },
    records: [{ ...position, partitionKey, data, arrivedAtMillis: Date.parse(record.arrivedAt) }],
  };
}

function parseBatch(
  key: string,
  text: string,
  { consumers, streamName }: Pick<RecoveryPipeline, 'consumers' | 'streamName'>,
): StoredRecords | undefined {
  const batch = parseFailedBatch(text);
  if (batch === undefined || batch.records.length === 0) return undefined;
  const records: FailedKinesisRecord[] = [];
  for (const { sequenceNumber, arrivedAtMillis, partitionKey, data } of batch.records) {
    if (sequenceNumber === undefined || arrivedAtMillis === undefined) return undefined;
    const position = { stream: batch.stream ?? streamName, shardId: batch.shardId, sequenceNumber };
    records.push({ ...position, arrivedAtMillis, partitionKey, data: Buffer.from(data).toString('base64') });
  }
  const consumer = consumers.find(
    ({ functionName }) => functionNameOfArn(functionName) === batch.functionName,
  );
  return {
    kind: 'batch',
    ...{ key, actor: consumer?.name ?? batch.functionName, at: new Date(batch.at) },
    ...{ code: batch.condition, message: `dead-lettered after ${batch.invocationCount} invocations` },
    records: withSiblings(records),
  };
}

/** Distinguishes Kinesis records that have the same sequence number, as consumers do. */
function withSiblings(records: readonly FailedKinesisRecord[]): readonly FailedKinesisRecord[] {
  const counts = new Map<string, number>();
  for (const { sequenceNumber } of records) counts.set(sequenceNumber, (counts.get(sequenceNumber) ?? 0) + 1);
  if (counts.size === records.length) return records;
  return records.map((record) =>
    counts.get(record.sequenceNumber) === 1 ? record : { ...record, sibling: contentDigest(record) },
  );
}

function parseUpload(
  key: string,
  text: string,
  { functionName }: RecoveryPipeline['producer'],
): StoredUpload | undefined {
  const upload = parseFailedUpload(text);
  if (upload === undefined) return undefined;
  const isProducer = functionNameOfArn(functionName) === upload.functionName;
  return {
    kind: 'upload',
    ...{ key, actor: isProducer ? producerActor : upload.functionName, at: new Date(upload.at) },
    ...{ code: upload.condition, message: upload.message ?? '' },
    ...{ event: eventOfFailedUpload(text), sources: upload.sources },
  };
}
