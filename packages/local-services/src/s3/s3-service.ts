import type { ObjectEvent } from './object-event.js';

/** S3, for code in the same process. */
export interface S3Service {
  /** Calls `listener` after each change, before the client has its answer. The function returned ends that. */
  onObjectEvent(listener: (event: ObjectEvent) => void): () => void;
  /** Names of the buckets, in order. */
  readonly bucketNames: readonly string[];
}
