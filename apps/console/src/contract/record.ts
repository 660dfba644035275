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

/** The range of an object that a Kinesis record carries. */
export interface CarriedRange {
  /** Absent for a plain record of an object whose upload the console has not seen. */
  readonly key?: string;
  readonly versionId?: string;
  readonly offset: number;
  /** Absent for a plain record. */
  readonly lineNumber?: number;
  readonly recordCount: number;
  /** In bytes. */
  readonly length: number;
  readonly isLast: boolean;
  readonly isReference: boolean;
  /** For one part of a cell: which part it is, 0-based. */
  readonly part?: { readonly index: number; readonly count: number };
}

/** The decoded wire profile of a Kinesis record. */
export type RecordContent =
  | {
      readonly profile: 'block' | 'kpl' | 'plain';
      /** Of a block. */
      readonly compression?: string;
      /** Absent for the record of another program, and for a plain record whose partition key is a field. */
      readonly range?: CarriedRange;
    }
  /** Can't be decoded; `reason` is the codec's error. */
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
