/** A seed that once showed a defect. */
export interface RegressionSeed {
  readonly seed: number;
  /** What it showed. */
  readonly showed: string;
}

/** Every seed that ever failed. Seeds are dealt anew when their plan changes: what one showed should have a test of its own. */
export const regressionSeeds: readonly RegressionSeed[] = [
  {
    seed: 45,
    showed: 'a plain record given up because the archive denied it, which the harness took for a loss',
  },
  {
    seed: 54,
    showed:
      'a failed attempt whose log line the harness took for a rejection, though the next one succeeded; ' +
      'a gzip bomb whose content arrived whole, of which the ledger rightly does not know the end',
  },
  {
    seed: 8,
    showed: 'files that seemed late because shards that came of a change date their records a second later',
  },
  { seed: 106, showed: 'three short invocations in which a busy machine did not get through a cell' },
  { seed: 352, showed: 'requests that ran into their time limit because time went by 20 times faster' },
  { seed: 764, showed: 'the same as 352' },
  { seed: 912, showed: 'the same as 352' },
  { seed: 952, showed: 'an event whose attempts were used up by two killed processes and a busy machine' },
  { seed: 574, showed: 'an event whose attempts were used up by bodies that hang' },
  {
    seed: 860,
    showed: 'a record dated ahead before the clock jumped, which the harness took for one that waited',
  },
];
