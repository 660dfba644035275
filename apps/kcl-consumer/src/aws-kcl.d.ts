/**
 * The parts of `aws-kcl` that this program uses. The package has no types.
 *
 * Source: https://github.com/awslabs/amazon-kinesis-client-nodejs/tree/master/lib/kcl (kcl_process.js, kcl_manager.js, checkpointer.js).
 */
declare module 'aws-kcl' {
  /** Asks the MultiLangDaemon to store a checkpoint. */
  export interface Checkpointer {
    /**
     * Stores the end of the records that were last passed to `processRecords`.
     *
     * @param done - Called with the simple class name of the Java exception, such as `ThrottlingException`, or with nothing.
     */
    checkpoint(done: (error: string | null | undefined) => void): void;
  }

  /** A user record of the KCL, as `JsonFriendlyRecord` of the MultiLangDaemon writes it. */
  export interface KclRecord {
    /** Base64. The package does not check the message: the data can be damaged or missing. */
    readonly data?: string | null;
    readonly partitionKey: string;
    readonly sequenceNumber: string;
    /** Position in a KPL aggregate. 0 also for a Kinesis record that is no aggregate. */
    readonly subSequenceNumber?: number | null;
    /** Milliseconds since the epoch. */
    readonly approximateArrivalTimestamp?: number | null;
  }

  /** What the KCL calls, one call at a time. Each call ends with `done`. */
  export interface RecordProcessor {
    initialize(input: { readonly shardId: string }, done: () => void): void;
    processRecords(
      input: { readonly records?: readonly KclRecord[]; readonly checkpointer: Checkpointer },
      done: () => void,
    ): void;
    /** The lease of the shard belongs to another worker. It is too late for a checkpoint. */
    leaseLost(input: object, done: () => void): void;
    /** All records of the shard were passed on. The KCL starts its child shards after the checkpoint. */
    shardEnded(input: { readonly checkpointer: Checkpointer }, done: () => void): void;
    shutdownRequested(input: { readonly checkpointer: Checkpointer }, done: () => void): void;
  }

  /** Speaks the line protocol of the MultiLangDaemon on standard input and output. */
  // eslint-disable-next-line no-restricted-exports -- The package exports one function, as a CommonJS module
  export default function kcl(processor: RecordProcessor): { run(): void };
}
