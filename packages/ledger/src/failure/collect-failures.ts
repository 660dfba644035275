import type { S3Client } from '@aws-sdk/client-s3';
import type { ByteRange, PartitionedRange } from '@headwaters/pipeline-contract';
import type { FoundVersion } from '../source/find-version.js';
import { isSameVersion } from '../source/is-same-version.js';
import { deadLettersOf } from './dead-letters-of.js';
import type { FailedBatch } from './failed-batch.js';
import { readFailures } from './read-failures.js';

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
