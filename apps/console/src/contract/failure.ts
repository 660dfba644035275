import type { RecordSummary } from './record.js';

/** Something that was given up: a batch of the stream, or an event that invoked a function. */
export interface Failure {
  readonly id: string;
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly functionName: string;
  /** Such as `RetryAttemptsExhausted`. */
  readonly condition: string;
  /** What the function last failed with, as far as it said so. */
  readonly reason?: string;
  /** Where it lies: `s3://bucket/key`; absent where no destination has it. */
  readonly location?: string;
  readonly shardId?: string;
  /** Stream records in it; absent for an event. */
  readonly records?: number;
  readonly redelivery?: Redelivery;
}

/** How the latest redelivery ended. */
export interface Redelivery {
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly accepted: boolean;
  /** Why not. */
  readonly reason?: string;
}

/** What a failure holds. Answer of `GET /api/failures/:id`. */
export interface FailureContent {
  /** The object of the failures bucket, without its payload, as JSON text. */
  readonly envelope: string;
  /** The stream records in it, decoded; empty for an event. */
  readonly records: readonly RecordSummary[];
}
