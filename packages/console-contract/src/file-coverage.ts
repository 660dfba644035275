/** A part of a file, in bytes: from `start` on, up to but without `end`. */
export interface ByteSpan {
  readonly start: number;
  readonly end: number;
}

/** An uploaded object version and how far each consumer is with it. */
export interface FileCoverage {
  /** `key@versionId`. */
  readonly id: string;
  readonly key: string;
  readonly versionId: string;
  /** Of the object, in bytes, as it was uploaded. */
  readonly bytes: number;
  /** What the blocks cover: {@link bytes}, until the last block of a compressed object says more. */
  readonly size: number;
  /** In milliseconds since 1970. */
  readonly uploadedAt: number;
  /** Whether the stack's notification takes it; if not, nothing will happen. */
  readonly isTaken: boolean;
  /** Why the producer gave it up, if it did. */
  readonly rejected?: string;
  readonly consumers: readonly ConsumerCoverage[];
}

/** What one consumer has of one file. */
export interface ConsumerCoverage {
  readonly name: string;
  readonly state: 'waiting' | 'flowing' | 'complete' | 'dead-lettered';
  /** Lines or other records of the file, each once. */
  readonly records: number;
  /** Accepted, merged and in order. */
  readonly covered: readonly ByteSpan[];
  /** Given up and not accepted since, merged and in order. */
  readonly deadLettered: readonly ByteSpan[];
  /** From the upload until the last byte was there, in milliseconds; absent until then. */
  readonly completeAfterMillis?: number;
}
