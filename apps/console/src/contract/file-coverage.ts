/** A part of a file, in bytes: from `start` on, up to but without `end`. */
export interface ByteSpan {
  readonly start: number;
  readonly end: number;
}

/** A part of a file that somebody does not have. */
export interface FileGap {
  readonly start: number;
  /** The byte after; absent while the end of the file is not known. */
  readonly end?: number;
  /** `missing`: nothing for good yet. The others are final. */
  readonly state: 'missing' | 'dead-lettered' | 'rejected';
  /** Since when, in ISO 8601; absent where nothing has happened yet. */
  readonly at?: string;
  readonly why: string;
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
  /** What the producer gave up or rejected, and why. */
  readonly notPublished: readonly FileGap[];
  readonly consumers: readonly ConsumerCoverage[];
}

/** What one consumer has of one file. */
export interface ConsumerCoverage {
  readonly name: string;
  readonly state: 'waiting' | 'flowing' | 'complete' | 'dead-lettered' | 'rejected';
  /** How it is known: from its receipts in the ledger, or, where it writes none, from what its mapping acknowledged. */
  readonly basis: 'receipts' | 'acknowledgements';
  /** Accepted, merged and in order. */
  readonly covered: readonly ByteSpan[];
  /** What it does not have, in order. */
  readonly gaps: readonly FileGap[];
  /** From the upload until the last byte was there, in milliseconds; absent until then. */
  readonly completeAfterMillis?: number;
}
