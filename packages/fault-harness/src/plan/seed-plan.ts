/** Everything that a seed decides, before anything runs. */
export interface SeedPlan {
  readonly seed: number;
  readonly files: readonly FilePlan[];
  /** Records put on the stream by somebody else. */
  readonly strangers: readonly StrangerPlan[];
  readonly faults: FaultRates;
  /** After how many PutRecords calls the stream changes its shards, in order. */
  readonly reshards: readonly ReshardPlan[];
  /** After how many PutRecords calls the wall clock jumps ahead; absent where it doesn't. */
  readonly clockJumpAfterCalls?: number;
  /** How often Lambda throttles each consumer before it runs at all, as with a concurrency of 0. */
  readonly consumerThrottles: number;
}

/** One upload. */
export interface FilePlan {
  /** Unlike all others in the seed. Two files may share a key: the later is a new version of it. */
  readonly name: string;
  readonly key: string;
  /** What consumers must get. */
  readonly content: Buffer;
  /** What is uploaded: the content, or gzip of it. */
  readonly stored: Buffer;
  /** Whether what is uploaded is gzip that ends early or fails its checksum: the file can't be delivered whole. */
  readonly isDamaged: boolean;
  /** What happens to the object between its upload and its event. */
  readonly fate: 'kept' | 'versionDeleted' | 'hiddenByMarker';
  /** How many times its event is delivered. */
  readonly deliveries: number;
  /** How often Lambda throttles its event first: each time it comes later, and behind others. */
  readonly throttles: number;
}

/** A record that the producer did not write. */
export interface StrangerPlan {
  readonly partitionKey: string;
  readonly data: Buffer;
  /** Whether it looks like a block and isn't one: every consumer must refuse it for good. */
  readonly isPoison: boolean;
}

/** A change of shards. The place is drawn when it happens, among the shards that are open then. */
export interface ReshardPlan {
  readonly kind: 'split' | 'merge';
  readonly afterCalls: number;
  /** From 0 up to 1: which of the open shards. */
  readonly place: number;
}

/** How likely each fault is for one call, from 0 to 1; and how many there are at most of those that end an invocation. */
export interface FaultRates {
  readonly throttledEntry: number;
  readonly failed: number;
  readonly reset: number;
  readonly lostResponse: number;
  readonly garbled: number;
  readonly kmsThrottled: number;
  readonly hung: number;
  readonly delayed: number;
  readonly bodyCut: number;
  readonly archiveDenied: number;
  readonly producerCrashes: number;
  readonly consumerCrashes: number;
  readonly kmsDenials: number;
}
