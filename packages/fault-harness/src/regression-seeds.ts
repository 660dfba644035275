/** A seed that once showed a defect. */
export interface RegressionSeed {
  readonly seed: number;
  /** What it showed. */
  readonly showed: string;
}

/** Every seed that ever failed. Seeds are dealt anew when their plan changes: what one showed should have a test of its own. */
export const regressionSeeds: readonly RegressionSeed[] = [];
