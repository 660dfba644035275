import type { RecordSummary } from './record.js';

/** A dead letter (a Kinesis batch that a consumer did not accept, or an event that a function failed on), or a quarantined Kinesis record. */
export interface Failure {
  readonly id: string;
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly functionName: string;
  /** Such as `RetryAttemptsExhausted` or `Quarantined (permanent)`. */
  readonly condition: string;
  /** Error of the function's last invocation; absent if it reported none. */
  readonly reason?: string;
  /** `s3://bucket/key` of the failure object; absent if no destination stored it. */
  readonly location?: string;
  readonly shardId?: string;
  /** Number of Kinesis records; absent for an event. */
  readonly records?: number;
  readonly redelivery?: Redelivery;
}

/** Result of the latest redelivery. */
export interface Redelivery {
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly accepted: boolean;
  /** Why it was not accepted. */
  readonly reason?: string;
}

/** Content of a failure. Response of `GET /api/failures/:id`. */
export interface FailureContent {
  /** The failure object without its payload, as a JSON string. */
  readonly envelope: string;
  /** Its Kinesis records, decoded; empty for an event. */
  readonly records: readonly RecordSummary[];
}
