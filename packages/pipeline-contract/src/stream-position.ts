/** The position of a Kinesis record. It identifies the Kinesis record within the retention of its stream. */
export interface StreamPosition {
  /** Name of the stream. */
  readonly stream: string;
  /** For example `shardId-000000000000`. */
  readonly shardId: string;
  readonly sequenceNumber: string;
  /**
   * Distinguishes records of one batch that have the same sequence number; absent otherwise. With enhanced fan-out, Lambda delivers
   * the records of a KPL aggregate one by one, and AWS does not document that each has a sequence number of its own.
   */
  readonly sibling?: string | undefined;
}

/** Returns the path of a position inside the keys of the failures bucket. Stream names and shard ids contain no slash. */
export function positionPath({ stream, shardId, sequenceNumber, sibling }: StreamPosition): string {
  return `${stream}/${shardId}/${sequenceNumber}${sibling === undefined ? '' : `-${sibling}`}`;
}
