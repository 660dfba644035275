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
    showed: 'a failed attempt whose log line the harness took for a rejection, though the next one succeeded',
  },
];
