import type { S3Client } from '@aws-sdk/client-s3';
import type { ByteRange, ObjectVersion, PartitionedRange } from '@headwaters/pipeline-contract';
import {
  type BlockPart,
  type DecodedRecord,
  decodeRecord,
  isRecordCodecError,
} from '@headwaters/record-codec';
import { type FailedBatch, parseFailedBatch } from './failed-batch.js';
import { type FailedUpload, parseFailedUpload } from './failed-upload.js';
import { type ListedObject, listObjects, readTextObjects } from './s3-objects.js';
import { type FoundVersion, isSameVersion } from './source-version.js';

/** An event that Lambda sent to the failures bucket. */
export interface DeadLetter {
  readonly functionName: string;
  /** In ISO 8601. */
  readonly at: string;
  readonly why: string;
}

/** Dead-lettered blocks of the traced object. */
export interface DeadLetteredBlocks extends DeadLetter {
  /** The ranges of complete blocks. */
  readonly ranges: readonly ByteRange[];
  /** The parts of partitioned ranges. */
  readonly divided: readonly PartitionedRange[];
}

/** Dead-lettered Kinesis records that are damaged, so that their object is unknown. */
export interface UnreadableRecords extends DeadLetter {
  /** Number of Kinesis records. */
  readonly count: number;
  /** Key of the object in the failures bucket. */
  readonly key: string;
}

/** The dead letters that belong, or may belong, to one object version. */
export interface Failures {
  readonly deadLetters: DeadLetteredBlocks[];
  readonly unreadable: UnreadableRecords[];
  /** Invocations of the producer. */
  readonly uploads: DeadLetter[];
}

/** Reads the dead letters of an object version from the failures bucket, starting at its upload time. */
export async function collectFailures(
  s3: S3Client,
  bucket: string,
  { source, uploadedAt }: FoundVersion,
): Promise<Failures> {
  const failures: Failures = { deadLetters: [], unreadable: [], uploads: [] };
  for await (const { key, ...failure } of readFailures(s3, bucket, uploadedAt)) {
    if (failure.kind === 'batch') {
      const letter = batchDeadLetter(failure.batch);
      const { unreadableCount: count, ranges, divided } = findBlocks(source, failure.batch);
      if (ranges.length + divided.length > 0) failures.deadLetters.push({ ...letter, ranges, divided });
      if (count > 0) failures.unreadable.push({ ...letter, count, key });
    } else if (failure.upload.sources.some((other) => isSameVersion(other, source))) {
      failures.uploads.push(uploadDeadLetter(failure.upload));
    }
  }
  return failures;
}

function batchDeadLetter({ functionName, at, condition, invocationCount }: FailedBatch): DeadLetter {
  return { functionName, at, why: `${condition}, invocations: ${invocationCount}` };
}

function uploadDeadLetter({ functionName, at, condition, message }: FailedUpload): DeadLetter {
  return { functionName, at, why: message === undefined ? condition : `${condition}: ${message}` };
}

/**
 * The prefix under which Lambda writes failure records.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html, read on 2026-11-23.
 */
const failuresPrefix = 'aws/lambda/';

/** A failure record and the key of its object. */
type Failure = { readonly key: string } & (
  | { readonly kind: 'batch'; readonly batch: FailedBatch }
  | { readonly kind: 'upload'; readonly upload: FailedUpload }
);

/**
 * Reads the failure records written since a point in time. Skips objects that are not failure records.
 *
 * Memory: 16 failure records of up to 8 MB each.
 */
async function* readFailures(
  s3: S3Client,
  bucket: string,
  since: Date | undefined,
): AsyncGenerator<Failure, void> {
  const listing = filterSince(since, listObjects(s3, { bucket, prefix: failuresPrefix }));
  for await (const { key, text } of readTextObjects(s3, bucket, listing)) {
    const batch = parseFailedBatch(text);
    if (batch !== undefined) yield { key, kind: 'batch', batch };
    const upload = batch === undefined ? parseFailedUpload(text) : undefined;
    if (upload !== undefined) yield { key, kind: 'upload', upload };
  }
}

async function* filterSince(
  since: Date | undefined,
  listing: AsyncIterable<ListedObject>,
): AsyncGenerator<ListedObject, void> {
  for await (const listed of listing) {
    if (since === undefined || listed.lastModified >= since) yield listed;
  }
}

/** The blocks of one object in a failed batch. */
interface FoundBlocks {
  readonly ranges: readonly ByteRange[];
  readonly divided: readonly PartitionedRange[];
  /** Number of damaged Kinesis records. They may be blocks of this object or of another. */
  readonly unreadableCount: number;
}

/** Finds the blocks of an object in a failed batch. Foreign records belong to no object. */
function findBlocks(source: ObjectVersion, { records }: FailedBatch): FoundBlocks {
  const decoded = records.map(decodeOrUndefined);
  const blocks = decoded.flatMap((record) =>
    record?.profile === 'block' && isSameVersion(record.block.source, source) ? [record.block] : [],
  );
  return {
    ranges: blocks
      .filter(({ part }) => part === undefined)
      .map(({ offset, rawLength }) => ({ start: offset, end: offset + rawLength })),
    divided: blocks.flatMap(({ part }) => (part === undefined ? [] : [toPartitionedRange(part)])),
    unreadableCount: decoded.filter((record) => record === undefined).length,
  };
}

function toPartitionedRange({ rangeOffset: offset, rangeLength, count, index }: BlockPart): PartitionedRange {
  return { offset, endOffset: offset + rangeLength, count, indexes: [index] };
}

function decodeOrUndefined(data: Uint8Array): DecodedRecord | undefined {
  try {
    return decodeRecord(data);
  } catch (error) {
    if (isRecordCodecError(error)) return undefined;
    throw error;
  }
}
