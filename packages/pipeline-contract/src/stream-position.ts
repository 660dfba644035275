/** The position of a Kinesis record. It identifies the Kinesis record within the retention of its stream. */
export interface StreamPosition {
  /** Name of the stream. */
  readonly stream: string;
  /** For example `shardId-000000000000`. */
  readonly shardId: string;
  readonly sequenceNumber: string;
}

/** Returns the path of a position inside the keys of the failures bucket. Stream names and shard ids contain no slash. */
export function positionPath({ stream, shardId, sequenceNumber }: StreamPosition): string {
  return `${stream}/${shardId}/${sequenceNumber}`;
}
