import type { ByteRange, ObjectVersion } from '@headwaters/pipeline-contract';

/**
 * `batch`: Kinesis records that Lambda dead-lettered. `quarantined`: one that a consumer quarantined. `upload`: an event that the
 * producer failed on.
 */
export type FailureKind = 'batch' | 'quarantined' | 'upload';

/** What Kinesis records of a failure carry of one object. */
export interface FailedSource {
  readonly source: ObjectVersion;
  /** The ranges of complete blocks, and those of which some parts failed. Empty for an upload: its range is unknown. */
  readonly ranges: readonly ByteRange[];
}

/** One object of the failures bucket. */
export interface Failure {
  /** Its key in the failures bucket. */
  readonly key: string;
  readonly kind: FailureKind;
  /** Name of the consumer, or `producer`; the name of the function if it is no consumer of this pipeline. */
  readonly actor: string;
  readonly at: Date;
  readonly ageSeconds: number;
  /** The condition of Lambda, for example `RetryAttemptsExhausted`, or the code of the consumer's error. */
  readonly code: string;
  readonly message: string;
  /** Number of Kinesis records; 0 for an upload. */
  readonly recordCount: number;
  /** Data of the Kinesis records, in bytes; 0 for an upload. */
  readonly bytes: number;
  readonly sources: readonly FailedSource[];
  /** Number of Kinesis records that belong to no object: of another program. */
  readonly foreignCount: number;
  /** Number of Kinesis records that can't be decoded, so that their object is unknown. */
  readonly unreadableCount: number;
}
