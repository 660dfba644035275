/** Where everything stands, for the live picture. Counts are since the start; rates are means of the last 5 seconds. */
export interface Picture {
  readonly source: {
    readonly objects: number;
    readonly bytes: number;
    readonly bytesPerSecond: number;
  };
  readonly producer: FunctionActivity;
  /** Oldest first; a closed shard stays while it holds records. */
  readonly shards: readonly ShardActivity[];
  readonly consumers: readonly ConsumerActivity[];
  /** What was given up and not redelivered since. */
  readonly openFailures: number;
}

/** What a function did. */
export interface FunctionActivity {
  readonly functionName: string;
  readonly invocations: number;
  /** Invocations that ended with an error, a partial failure or were throttled. */
  readonly failures: number;
  /** Why the latest failed, until one succeeds. */
  readonly trouble?: string;
}

/** What a shard took in. */
export interface ShardActivity {
  readonly shardId: string;
  readonly isOpen: boolean;
  readonly records: number;
  readonly bytesPerSecond: number;
  readonly recordsPerSecond: number;
}

/** What a consumer did. */
export interface ConsumerActivity extends FunctionActivity {
  /** Stream records accepted. */
  readonly accepted: number;
  readonly recordsPerSecond: number;
  /** Stream records given up. */
  readonly deadLettered: number;
  /** Stream records it has not finished with. */
  readonly pending: number;
  /** Age of the oldest of those, in milliseconds; 0 when there is none. */
  readonly lagMillis: number;
}
