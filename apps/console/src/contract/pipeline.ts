/** What a running pipeline is made of; it does not change while it runs. Answer of `GET /api/pipeline`. */
export interface PipelineShape {
  readonly stackName: string;
  /** Where AWS clients reach the local buckets and streams. */
  readonly endpoint: string;
  readonly sourceBucket: string;
  /** Keys that start the flow, as patterns such as `*.txt`. */
  readonly accepts: readonly string[];
  readonly producer: FunctionShape;
  readonly streamName: string;
  readonly consumers: readonly ConsumerShape[];
  /** Buckets that receive what was given up. */
  readonly failureBuckets: readonly string[];
  /** Must come back as `x-csrf-token` with every write. */
  readonly csrfToken: string;
}

/** A function of the pipeline. */
interface FunctionShape {
  readonly functionName: string;
  /** The function's name without what all of them begin with. */
  readonly label: string;
}

/** A function that an event source mapping feeds. */
export interface ConsumerShape extends FunctionShape {
  /** Its CONSUMER_NAME. */
  readonly name: string;
}

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
interface ConsumerActivity extends FunctionActivity {
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
