/** The parts of a running pipeline. Constant during a run. Response of `GET /api/pipeline`. */
export interface PipelineShape {
  readonly stackName: string;
  /** Endpoint of the local S3 and Kinesis, for AWS clients. */
  readonly endpoint: string;
  readonly sourceBucket: string;
  /** Patterns of the keys that its upload rules match, such as `*.txt`. */
  readonly accepts: readonly string[];
  readonly producer: FunctionShape;
  readonly streamName: string;
  readonly consumers: readonly ConsumerShape[];
  /** Buckets that receive dead letters. */
  readonly failureBuckets: readonly string[];
  /** Every write must send it as `x-csrf-token`. */
  readonly csrfToken: string;
}

/** A function of the pipeline. */
interface FunctionShape {
  readonly functionName: string;
  /** The function's name without the prefix that all functions share. */
  readonly label: string;
}

/** A function with an event source mapping. */
export interface ConsumerShape extends FunctionShape {
  /** Its CONSUMER_NAME. */
  readonly name: string;
}

/** State of the pipeline for the live picture. Counts are since the start; rates are means over the last 5 seconds. */
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
  /** Dead letters that were not redelivered. */
  readonly openFailures: number;
}

/** Activity of a function. */
export interface FunctionActivity {
  readonly functionName: string;
  readonly invocations: number;
  /** Invocations that failed, failed partially or were throttled. */
  readonly failures: number;
  /** Error of the latest invocation; absent once one succeeds. */
  readonly trouble?: string;
}

/** Activity of a shard. */
export interface ShardActivity {
  readonly shardId: string;
  readonly isOpen: boolean;
  readonly records: number;
  readonly bytesPerSecond: number;
  readonly recordsPerSecond: number;
}

/** Activity of a consumer. */
interface ConsumerActivity extends FunctionActivity {
  /** Kinesis records accepted. */
  readonly accepted: number;
  readonly recordsPerSecond: number;
  /** Kinesis records dead-lettered. */
  readonly deadLettered: number;
  /** Kinesis records neither accepted nor dead-lettered yet. */
  readonly pending: number;
  /** Age of the oldest pending Kinesis record, in milliseconds; 0 if none. */
  readonly lagMillis: number;
}
