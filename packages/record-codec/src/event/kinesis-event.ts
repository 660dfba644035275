/** A Kinesis event as Lambda passes it to a function; only what is read here. Fits the type of `@types/aws-lambda`. */
export interface KinesisEvent {
  readonly Records: readonly KinesisEventRecord[];
}

/** One Kinesis record of an event. */
export interface KinesisEventRecord {
  readonly kinesis: {
    /** Base64. */
    readonly data: string;
    readonly partitionKey: string;
    readonly sequenceNumber: string;
  };
}
