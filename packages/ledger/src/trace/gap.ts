import type { ByteRange } from '@headwaters/pipeline-contract';

/** What became of bytes that an actor does not have. `missing`: nothing for good yet; the others are final. */
export type GapState = 'missing' | 'dead-lettered' | 'rejected';

/** Why an actor does not have some bytes, and since when. */
export interface Reason {
  readonly state: GapState;
  /** In ISO 8601; `undefined` where nothing has happened yet. */
  readonly at: string | undefined;
  readonly why: string;
}

/** Bytes that an actor does not have. An `end` of Infinity is one that is not known. */
export interface Gap extends ByteRange, Reason {}
