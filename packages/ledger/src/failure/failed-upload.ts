import type { ObjectVersion } from '@headwaters/pipeline-contract';

/** An invocation of the producer that Lambda gave up, as its failure destination keeps it. */
export interface FailedUpload {
  readonly functionName: string;
  /** When Lambda gave up, in ISO 8601. */
  readonly at: string;
  /** Such as `RetriesExhausted` or `EventAgeExceeded`. */
  readonly condition: string;
  /** What the last invocation said, if it ran. */
  readonly message: string | undefined;
  /** The objects that the invocation was about. */
  readonly sources: readonly ObjectVersion[];
}
