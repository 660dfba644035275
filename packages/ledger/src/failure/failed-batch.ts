/** Records of the stream that Lambda gave up on behalf of a consumer, as its failure destination keeps them. */
export interface FailedBatch {
  readonly functionName: string;
  /** When Lambda gave up, in ISO 8601. */
  readonly at: string;
  /** Such as `RetryAttemptsExhausted` or `RecordAgeExceeded`. */
  readonly condition: string;
  readonly invocationCount: number;
  /** The data of each record, in the order of the shard. */
  readonly records: readonly Uint8Array[];
}
