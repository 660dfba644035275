/** The recovery commands that run inside seeds. `fill` only in seeds whose last consumer starts with a disabled mapping. */
export type RecoveryCommand = 'redrive' | 'backfill' | 'replay' | 'fill';

/**
 * How a recovery command runs. `killed`: its calls fail after some time, and so does the release of its lease; a second run starts after
 * the end of the lease. `twice`: two runs start at once.
 */
export type RecoveryCourse = 'once' | 'killed' | 'twice';

/** A recovery command that runs with the faults of the seed. */
export interface RecoveryStep {
  readonly command: RecoveryCommand;
  readonly course: RecoveryCourse;
  /** Minutes after the start of the seed, while uploads go on. Absent: when all other work has ended. */
  readonly atMinutes?: number;
  /** Number of its calls after which a killed run ends. */
  readonly killedAfterCalls: number;
}

/** What operators repair in a seed. After the steps, closing runs without faults repair what is left. */
export interface RecoveryPlan {
  /** Whether the mapping of the last consumer is disabled at first and starts in the middle of the uploads. */
  readonly fills: boolean;
  /** In the order of their start. */
  readonly steps: readonly RecoveryStep[];
}
