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
export interface FunctionShape {
  readonly functionName: string;
  /** The function's name without what all of them begin with. */
  readonly label: string;
}

/** A function that an event source mapping feeds. */
export interface ConsumerShape extends FunctionShape {
  /** Its CONSUMER_NAME. */
  readonly name: string;
}
