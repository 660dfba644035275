import type { S3Client } from '@aws-sdk/client-s3';
import {
  type ByteRange,
  type PartitionedRange,
  type QuarantinedRecord,
  parseQuarantinedRecord,
} from '@headwaters/pipeline-contract';
import { type FailedBatch, type FailedRecord, parseFailedBatch } from './failed-batch.js';
import { type FailedUpload, parseFailedUpload } from './failed-upload.js';
import { listDeadLetters, listQuarantined } from './failure-keys.js';
import { findBlocks } from './find-blocks.js';
import { readTextObjects } from '../s3-objects.js';
import { type FoundVersion, isSameVersion } from '../source-version.js';

/** Why and when something ended in the failures bucket. */
interface FailureReason {
  /** In ISO 8601. */
  readonly at: string;
  readonly why: string;
}

/** An event that Lambda sent to the failures bucket. */
export interface DeadLetter extends FailureReason {
  readonly functionName: string;
}

/** Blocks of the traced object. */
interface BlockRanges {
  /** The ranges of complete blocks. */
  readonly ranges: readonly ByteRange[];
  /** The parts of partitioned ranges. */
  readonly divided: readonly PartitionedRange[];
}

/** Dead-lettered blocks of the traced object. */
export interface DeadLetteredBlocks extends DeadLetter, BlockRanges {}

/**
 * Blocks of the traced object that a consumer quarantined without decoding them, because they had ended its process before. Others
 * have a receipt.
 */
export interface QuarantinedBlocks extends FailureReason, BlockRanges {
  /** Name of the consumer. */
  readonly consumer: string;
}

/**
 * Kinesis records that are damaged, so that their object is unknown: dead-lettered by Lambda, quarantined by a consumer, or discarded by
 * an operator after one of the two.
 */
export interface UnreadableRecords extends FailureReason {
  readonly state: 'dead-lettered' | 'quarantined' | 'discarded';
  /** Name of the function, if they are dead-lettered. */
  readonly functionName?: string;
  /** Name of the consumer, if they are quarantined or discarded. */
  readonly consumer?: string;
  /** Number of Kinesis records. */
  readonly count: number;
  /** Key of the object in the failures bucket; if they are discarded, of a closure in the ledger bucket. */
  readonly key: string;
}

/** What the failures bucket contains that belongs, or may belong, to one object version. */
export interface Failures {
  readonly deadLetters: DeadLetteredBlocks[];
  readonly quarantined: QuarantinedBlocks[];
  readonly unreadable: UnreadableRecords[];
  /** Invocations of the producer. */
  readonly uploads: DeadLetter[];
}

/**
 * Reads the failures of an object version from the failures bucket. Objects of the time before its upload are neither read nor listed.
 *
 * Memory: 16 objects; the largest are failure records of up to 8 MB.
 */
export async function collectFailures(s3: S3Client, bucket: string, found: FoundVersion): Promise<Failures> {
  const failures: Failures = { deadLetters: [], quarantined: [], unreadable: [], uploads: [] };
  await collectDeadLetters(s3, bucket, { found, failures });
  await collectQuarantined(s3, bucket, { found, failures });
  return failures;
}

interface Collection {
  readonly found: FoundVersion;
  /** Receives what is found. */
  readonly failures: Failures;
}

async function collectDeadLetters(
  s3: S3Client,
  bucket: string,
  { found: { source, uploadedAt }, failures }: Collection,
): Promise<void> {
  const listing = listDeadLetters(s3, { bucket, since: uploadedAt });
  for await (const { key, text } of readTextObjects(s3, bucket, listing)) {
    const batch = parseFailedBatch(text);
    const upload = batch === undefined ? parseFailedUpload(text) : undefined;
    if (batch !== undefined) {
      const letter = batchDeadLetter(batch);
      const { unreadableCount: count, ranges, divided } = findBlocks(source, batch.records);
      if (ranges.length + divided.length > 0) failures.deadLetters.push({ ...letter, ranges, divided });
      if (count > 0) failures.unreadable.push({ state: 'dead-lettered', ...letter, count, key });
    } else if (upload?.sources.some((other) => isSameVersion(other, source)) === true) {
      failures.uploads.push(uploadDeadLetter(upload));
    }
  }
}

async function collectQuarantined(
  s3: S3Client,
  bucket: string,
  { found: { source, uploadedAt }, failures }: Collection,
): Promise<void> {
  const listing = listQuarantined(s3, { bucket, since: uploadedAt });
  for await (const { key, text } of readTextObjects(s3, bucket, listing)) {
    const record = parseQuarantinedRecord(text);
    // With a source, it has a receipt.
    if (record === undefined || record.source !== undefined) continue;
    const { consumer, at } = record;
    const why = describeReason(record);
    const blocks = findBlocks(source, [toFailedRecord(record)]);
    const { unreadableCount: count, ranges, divided } = blocks;
    if (ranges.length + divided.length > 0) failures.quarantined.push({ consumer, at, why, ranges, divided });
    if (count > 0) failures.unreadable.push({ state: 'quarantined', consumer, at, why, count, key });
  }
}

function toFailedRecord({ partitionKey, data }: QuarantinedRecord): FailedRecord {
  return { partitionKey, data: Buffer.from(data, 'base64') };
}

function describeReason({ reason: { code, message } }: QuarantinedRecord): string {
  return `${code}: ${message}`;
}

function batchDeadLetter({ functionName, at, condition, invocationCount }: FailedBatch): DeadLetter {
  return { functionName, at, why: `${condition}, invocations: ${invocationCount}` };
}

function uploadDeadLetter({ functionName, at, condition, message }: FailedUpload): DeadLetter {
  return { functionName, at, why: message === undefined ? condition : `${condition}: ${message}` };
}
