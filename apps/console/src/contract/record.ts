/** A Kinesis record and the metadata decoded from its data. */
export interface RecordSummary {
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  /** In milliseconds since 1970. */
  readonly arrivedAt: number;
  /** Size of its data on the stream. */
  readonly bytes: number;
  readonly content: RecordContent;
}

/** The decoded wire profile of a Kinesis record. */
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
      /** For a framed block: which part of the cell it is, 0-based. */
      readonly part?: { readonly index: number; readonly count: number };
    }
  | { readonly profile: 'kpl' | 'plain' }
  /** Begins as a block but can't be decoded; `reason` is the codec's error. */
  | { readonly profile: 'damaged'; readonly reason: string };

/** The latest Kinesis records of a shard. Response of `GET /api/shards/:shardId/records`. */
export interface RecordPage {
  /** Newest first. */
  readonly records: readonly RecordSummary[];
  /** Pass as `before` to get the next, older page; absent on the last page. */
  readonly olderThan?: string;
}

/** The first records in a Kinesis record. Response of `GET /api/shards/:shardId/records/:sequenceNumber/lines`. */
export interface RecordLines {
  /** At most 10, each at most 240 characters. */
  readonly lines: readonly string[];
  readonly more: boolean;
}
