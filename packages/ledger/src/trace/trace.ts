import type { ObjectVersion } from '@headwaters/pipeline-contract';
import type { UnreadableRecords } from '../failure/collect-failures.js';
import type { Gap } from './gap.js';

/** How far the producer, or a consumer, is done with one version of an object. */
export interface ActorTrace {
  /** Whether it has every byte. */
  readonly complete: boolean;
  /** Bytes that it has. */
  readonly bytes: number;
  /** The bytes that it does not have, in order. */
  readonly gaps: readonly Gap[];
}

/** How far a consumer is done. */
export interface ConsumerTrace extends ActorTrace {
  readonly name: string;
  /** Damaged records that were given up since the upload, while bytes are missing: they may be of this object. */
  readonly unreadable: readonly UnreadableRecords[];
}

/** What became of every byte of one version of an object. */
export interface Trace {
  readonly source: ObjectVersion;
  /** When it was uploaded, if it is still there to tell. */
  readonly uploadedAt: Date | undefined;
  /** Of the object, gunzipped if it is gzip, in bytes; `undefined` until the producer has seen its end. */
  readonly sizeBytes: number | undefined;
  /** Whether every consumer has every byte. */
  readonly complete: boolean;
  readonly producer: ActorTrace;
  readonly consumers: readonly ConsumerTrace[];
}
