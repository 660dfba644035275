/** A byte range of a file: `start` inclusive, `end` exclusive. */
export interface ByteSpan {
  readonly start: number;
  readonly end: number;
}

/** A byte range that a consumer has not accepted. */
export interface FileGap {
  readonly start: number;
  /** Exclusive; absent while the end of the file is unknown. */
  readonly end?: number;
  /** `missing` can still arrive; `unknown` is sent without offsets; the others are final. */
  readonly state: 'missing' | 'unknown' | 'dead-lettered' | 'quarantined' | 'rejected' | 'discarded';
  /** When it happened, in ISO 8601; absent while the range is in flight. */
  readonly at?: string;
  readonly why: string;
}

/** What the producer noticed about a file while it published it, as it logged it. */
export interface FileWarning {
  /** Such as `HEADWATERS_RECORDS_WITHOUT_FIELD`. */
  readonly code: string;
  readonly message: string;
}

/** An uploaded object version and the progress of each consumer. */
export interface FileCoverage {
  /** `key@versionId`. */
  readonly id: string;
  readonly key: string;
  readonly versionId: string;
  /** Size of the uploaded object, in bytes. */
  readonly bytes: number;
  /** Bytes that its records cover: `bytes`, or the unpacked size once the end of a packed object is known. */
  readonly size: number;
  /** In milliseconds since 1970. */
  readonly uploadedAt: number;
  /** Whether an upload rule of the stack matches its key; if not, it is ignored. */
  readonly isTaken: boolean;
  /** The latest of each code. */
  readonly warnings: readonly FileWarning[];
  /** Whether its Kinesis records say which bytes they carry. If not, `consumers` is empty. */
  readonly hasOffsets: boolean;
  /** What the producer did not publish, and why. */
  readonly notPublished: readonly FileGap[];
  readonly consumers: readonly ConsumerCoverage[];
}

/** Coverage of one file by one consumer. */
export interface ConsumerCoverage {
  readonly name: string;
  readonly state:
    'waiting' | 'flowing' | 'complete' | 'dead-lettered' | 'quarantined' | 'rejected' | 'discarded';
  /** Source of the data: the consumer's receipts, or its mapping's acknowledgements if it writes no receipts. */
  readonly basis: 'receipts' | 'acknowledgements';
  /** Accepted ranges, merged and in order. */
  readonly covered: readonly ByteSpan[];
  /** Ranges not accepted, in order. */
  readonly gaps: readonly FileGap[];
  /** Damaged Kinesis records since the upload, which may belong to this file; absent if there are none. */
  readonly unreadable?: number;
  /** Time from the upload to the last byte, in milliseconds; absent until then. */
  readonly completeAfterMillis?: number;
}
