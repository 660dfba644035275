import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import {
  quarantineObject,
  type LedgerEntry,
  type QuarantineReason,
  type QuarantinedRecord,
} from '@headwaters/pipeline-contract';
import { blockRange } from '@headwaters/record-codec';
import { LedgerEntries } from '../ledger/ledger-entries.js';
import type { Ledger } from '../ledger/ledger.js';
import type { DeliveredBlock } from '../record/delivery.js';
import type { StreamRecord } from '../record/stream-record.js';

/** Stores a Kinesis record that can't be accepted; it is durable when the promise resolves. Idempotent. */
export type Quarantine = (rejected: RejectedRecord) => Promise<void>;

/** A Kinesis record to quarantine. */
export interface RejectedRecord {
  readonly record: StreamRecord;
  readonly reason: QuarantineReason;
  /** What it carries of an object, if it was decoded and is not foreign. */
  readonly carried: DeliveredBlock | undefined;
}

/** Quarantined Kinesis records in an S3 bucket, and a receipt of each whose object is known: first the one, then the other. */
export function s3Quarantine(
  s3: Pick<S3Client, 'send'>,
  {
    bucket,
    consumer,
    ledger,
    now,
  }: { bucket: string; consumer: string; ledger: Ledger | undefined; now: () => number },
): Quarantine {
  return async (rejected) => {
    const at = new Date(now()).toISOString();
    const object = quarantineObject(quarantinedRecord(rejected, { consumer, at }));
    // mutation-anchor: quarantine-object
    await s3.send(new PutObjectCommand({ Bucket: bucket, ...object }));
    // mutation-anchor: quarantine-receipt
    const { carried, reason } = rejected;
    if (ledger === undefined || carried === undefined) return;
    await Promise.all(quarantinedEntries(carried, reason).map((entry) => ledger(entry)));
  };
}

function quarantinedRecord(
  { record, reason, carried }: RejectedRecord,
  { consumer, at }: { consumer: string; at: string },
): QuarantinedRecord {
  const { stream, shardId, sequenceNumber, sibling, partitionKey, arrivedAtMillis, data } = record;
  return {
    quarantineVersion: 1,
    consumer,
    at,
    reason,
    stream,
    shardId,
    sequenceNumber,
    ...(sibling !== undefined && { sibling }),
    partitionKey,
    arrivedAt: new Date(arrivedAtMillis).toISOString(),
    ...(carried !== undefined && sourceRange(carried)),
    data: isBase64(data) ? data : Buffer.from(data).toString('base64'),
  };
}

function sourceRange(carried: DeliveredBlock): Pick<QuarantinedRecord, 'source' | 'offset' | 'endOffset'> {
  const { start, end } = blockRange(carried);
  return { source: carried.source, offset: start, endOffset: end };
}

function quarantinedEntries(carried: DeliveredBlock, { code, message }: QuarantineReason): LedgerEntry[] {
  const entries = new LedgerEntries();
  entries.add(carried);
  return entries.toArray('quarantined').map((entry) => ({ ...entry, reason: { code, message } }));
}

function isBase64(data: string): boolean {
  return Buffer.from(data, 'base64').toString('base64') === data;
}
