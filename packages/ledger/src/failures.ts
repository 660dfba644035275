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
import { type ListedObject, listObjects, readTexts } from './s3-objects.js';
import { type FoundVersion, isSameVersion } from './source-version.js';

/** Something that Lambda gave up, when and why. */
export interface GivenUp {
  readonly functionName: string;
  /** In ISO 8601. */
  readonly at: string;
  readonly why: string;
}

/** Blocks of the object. */
export interface GivenUpBlocks extends GivenUp {
  readonly ranges: readonly ByteRange[];
  /** Ranges of which only some parts were given up. */
  readonly divided: readonly PartitionedRange[];
}

/** Records of the stream that are damaged, so that no one can say which object they are of. */
export interface UnreadableRecords extends GivenUp {
  readonly count: number;
  /** The object in the failures bucket that keeps them. */
  readonly key: string;
}

/** What Lambda gave up that is, or may be, of one version of an object. */
export interface Failures {
  readonly deadLetters: GivenUpBlocks[];
  readonly unreadable: UnreadableRecords[];
  /** Invocations of the producer. */
  readonly uploads: GivenUp[];
}

/** Reads from a failures bucket all that concerns one version of an object, from its upload on. */
export async function collectFailures(
  s3: S3Client,
  bucket: string,
  { source, uploadedAt }: FoundVersion,
): Promise<Failures> {
  const failures: Failures = { deadLetters: [], unreadable: [], uploads: [] };
  for await (const { key, ...failure } of readFailures(s3, bucket, uploadedAt)) {
    if (failure.kind === 'batch') {
      const { batch } = failure;
      const { unreadableRecords: count, ...blocks } = deadLettersOf(source, batch);
      const isOfSource = blocks.ranges.length + blocks.divided.length > 0;
      if (isOfSource) failures.deadLetters.push({ ...givenUp(batch), ...blocks });
      if (count > 0) failures.unreadable.push({ ...givenUp(batch), count, key });
    } else if (failure.upload.sources.some((other) => isSameVersion(other, source))) {
      const { functionName, at, condition, message } = failure.upload;
      const why = message === undefined ? condition : `${condition}: ${message}`;
      failures.uploads.push({ functionName, at, why });
    }
  }
  return failures;
}

function givenUp({ functionName, at, condition, invocationCount }: FailedBatch): GivenUp {
  return { functionName, at, why: `${condition}, invocations: ${invocationCount}` };
}

/** Where Lambda puts what failed. Source: the Lambda guide, kinesis-on-failure-destination, read on 2026-11-23. */
const prefix = 'aws/lambda/';

/** One failure, and the key of the object that keeps it. */
type Failure = { readonly key: string } & (
  | { readonly kind: 'batch'; readonly batch: FailedBatch }
  | { readonly kind: 'upload'; readonly upload: FailedUpload }
);

/**
 * Reads what Lambda gave up since a point in time: batches of the consumers and invocations of the producer. Objects that
 * are neither are passed over.
 *
 * Memory: 16 failures, each up to 8 MB.
 */
async function* readFailures(
  s3: S3Client,
  bucket: string,
  since: Date | undefined,
): AsyncGenerator<Failure, void> {
  const listing = newerThan(since, listObjects(s3, { bucket, prefix }));
  for await (const { key, text } of readTexts(s3, bucket, listing)) {
    const batch = parseFailedBatch(text);
    if (batch !== undefined) yield { key, kind: 'batch', batch };
    const upload = batch === undefined ? parseFailedUpload(text) : undefined;
    if (upload !== undefined) yield { key, kind: 'upload', upload };
  }
}

async function* newerThan(
  since: Date | undefined,
  listing: AsyncIterable<ListedObject>,
): AsyncGenerator<ListedObject, void> {
  for await (const listed of listing) {
    if (since === undefined || listed.lastModified >= since) yield listed;
  }
}

/** What a failed batch holds of one object. */
interface DeadLetters {
  /** The ranges of its blocks, but for framed ones. */
  readonly ranges: readonly ByteRange[];
  /** Of each framed block: the range that it is a part of, and which. */
  readonly divided: readonly PartitionedRange[];
  /** Records that are damaged, so that they no longer say which object they are of: this one, or another. */
  readonly unreadableRecords: number;
}

/** Finds the blocks of an object among the records of a failed batch. Records that are no blocks are of no object. */
function deadLettersOf(source: ObjectVersion, { records }: FailedBatch): DeadLetters {
  const decoded = records.map(decodeOrUndefined);
  const blocks = decoded.flatMap((record) =>
    record?.profile === 'block' && isSameVersion(record.block.source, source) ? [record.block] : [],
  );
  return {
    ranges: blocks
      .filter(({ part }) => part === undefined)
      .map(({ offset, rawLength }) => ({ start: offset, end: offset + rawLength })),
    divided: blocks.flatMap(({ part }) => (part === undefined ? [] : [dividedRange(part)])),
    unreadableRecords: decoded.filter((record) => record === undefined).length,
  };
}

function dividedRange({ rangeOffset: offset, rangeLength, count, index }: BlockPart): PartitionedRange {
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
