/** A seed that once reported a violation. */
export interface RegressionSeed {
  readonly seed: number;
  /** What caused the violation. */
  readonly cause: string;
}

/** All seeds that ever failed. A change of the draws changes what a seed does, so give each defect a test of its own too. */
export const regressionSeeds: readonly RegressionSeed[] = [
  {
    seed: 45,
    cause: 'a plain foreign record, dead-lettered because the archive denied it, was reported as lost',
  },
  {
    seed: 54,
    cause:
      'a log line of a failed attempt was read as a rejection although the next attempt succeeded; ' +
      'and the ledger does not know the end of a gzip bomb whose content arrived completely',
  },
  {
    seed: 8,
    cause: 'Kinesis records of child shards are dated one second ahead, so files seemed delayed',
  },
  { seed: 106, cause: 'three short invocations were not enough for one cell on a busy machine' },
  { seed: 352, cause: 'requests timed out because time was accelerated 20 times' },
  { seed: 764, cause: 'the same as seed 352' },
  { seed: 912, cause: 'the same as seed 352' },
  { seed: 952, cause: 'two killed processes and a busy machine used up the attempts of an event' },
  { seed: 574, cause: 'bodies that hang used up the attempts of an event' },
  {
    seed: 860,
    cause: 'a Kinesis record dated ahead before the clock jumped was reported as delayed',
  },
  {
    seed: 5,
    cause: 'a reference to a bucket that does not exist blocked its shard until the age limit',
  },
  {
    seed: 73,
    cause: 'the batching window of a parent shard was reported as a delay of its child',
  },
  {
    seed: 115,
    cause: 'the receipt of the last attempt at an event failed after an outage had used up the others',
  },
  {
    seed: 487,
    cause: 'an attempt marker that an outage of S3 kept from being deleted counted as a kill',
  },
];
