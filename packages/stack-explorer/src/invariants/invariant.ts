/**
 * What must hold in every order of events. The page apps/docs/explore.md has the rules of AWS that they follow:
 *
 * - E1 delivery: every record is accepted or in a failure record.
 * - E2 checkpoint: the checkpoint moves past what the function processed and past nothing else, in order.
 * - E3 order: batches have the order of their shard. No record overtakes another one of its partition key.
 * - E4 isolation: with bisect, a failure record names a single record.
 * - E5 retries: a batch is retried as often as its mapping says, no more, no less.
 * - E6 resharding: child shards are read when everything in their parents is done.
 * - E7 repeats: a record is delivered again only while it is neither accepted nor in a failure record.
 * - E8 uploads: each notification of an upload ends in a success or in a failure record, after the retries of AWS.
 * - E9 end: every run ends, and nothing is left in flight then.
 */
export type Invariant = 'E1' | 'E2' | 'E3' | 'E4' | 'E5' | 'E6' | 'E7' | 'E8' | 'E9';

/** A violated invariant. */
export interface Violation {
  readonly invariant: Invariant;
  /** What was observed, and where. */
  readonly detail: string;
}

/** Reports a violation. */
export type Report = (invariant: Invariant, detail: string) => void;
