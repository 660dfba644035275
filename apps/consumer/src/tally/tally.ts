/** What an invocation did. */
export interface Tally {
  blocksAccepted: number;
  recordsAccepted: number;
  /** Before compression, in bytes. */
  bytesAccepted: number;
  /** 0 or 1: a batch ends at the first that fails. */
  blocksFailed: number;
}

export function emptyTally(): Tally {
  return { blocksAccepted: 0, recordsAccepted: 0, bytesAccepted: 0, blocksFailed: 0 };
}
