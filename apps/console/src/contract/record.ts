/** A stream record and what its own bytes say about it. */
export interface RecordSummary {
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  /** In milliseconds since 1970. */
  readonly arrivedAt: number;
  /** Size of its data as it is on the stream. */
  readonly bytes: number;
  readonly content: RecordContent;
}

/** What a record's data turned out to be. */
export type RecordContent =
  | {
      readonly profile: 'block';
      readonly compression: string;
      readonly key: string;
      readonly versionId?: string;
      readonly offset: number;
      readonly lineNumber: number;
      readonly recordCount: number;
      readonly rawLength: number;
      readonly isLast: boolean;
      readonly isReference: boolean;
      /** Where the block's records were divided by their keys: which part this is, from 0 on. */
      readonly part?: { readonly index: number; readonly count: number };
    }
  | { readonly profile: 'kpl' | 'plain' }
  /** It begins as a block and can't be read; `reason` is the codec's error. */
  | { readonly profile: 'damaged'; readonly reason: string };

/** The latest records of a shard. Answer of `GET /api/shards/:shardId/records`. */
export interface RecordPage {
  /** Newest first. */
  readonly records: readonly RecordSummary[];
  /** Sequence number before which older ones are, if there are any. */
  readonly olderThan?: string;
}

/** The first lines of a record. Answer of `GET /api/shards/:shardId/records/:sequenceNumber/lines`. */
export interface RecordLines {
  /** At most 10, each at most 240 characters. */
  readonly lines: readonly string[];
  readonly more: boolean;
}
