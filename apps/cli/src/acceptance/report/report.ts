import type { FieldDifference, Observation } from '../observation/observation.js';

/** What became of one step. */
export interface StepReport {
  readonly name: string;
  readonly title: string;
  /** `not run` is never `passed`: nothing was learned about the environment. */
  readonly status: 'passed' | 'failed' | 'not run';
  /** Why it was not run, or the error with which it ended. */
  readonly reason?: string;
  /** What the simulator saw in the same step; absent if it can't run it. */
  readonly predicted?: Observation;
  /** Why there is no prediction. */
  readonly unpredicted?: string;
  readonly observed?: Observation;
  readonly measurements?: Observation;
  /** The fields in which the environment does not have what the step expects. */
  readonly problems: readonly FieldDifference[];
  /** The fields in which the environment differs from the simulator, whether the step passed or not. */
  readonly differences: readonly FieldDifference[];
  readonly seconds: number;
}

/** Where and when a run took place. */
export interface RunDescription {
  /** `AWS`, or `simulator` for a local run. */
  readonly target: 'AWS' | 'simulator';
  readonly environment: string;
  readonly region: string;
  readonly runId: string;
  readonly startedAt: string;
  /** Commit of the workspace; `unknown` outside of a Git repository. */
  readonly commit: string;
}

/** Output of `acceptance --json`. The property names are stable. */
export interface AcceptanceReport extends RunDescription {
  readonly steps: readonly StepReport[];
  readonly summary: {
    readonly passed: number;
    readonly failed: number;
    readonly notRun: number;
    /** Fields in which the environment differs from the simulator. */
    readonly differences: number;
  };
}

/** Adds up the reports of the steps. */
export function summarize(run: RunDescription, steps: readonly StepReport[]): AcceptanceReport {
  const count = (status: StepReport['status']) => steps.filter((step) => step.status === status).length;
  return {
    ...run,
    steps,
    summary: {
      passed: count('passed'),
      failed: count('failed'),
      notRun: count('not run'),
      differences: steps.reduce((sum, { differences }) => sum + differences.length, 0),
    },
  };
}

/**
 * Whether a run is successful: no step failed and at least one passed. In the simulator, which is its own prediction, there
 * must be no difference either.
 */
export function isSuccessful({ target, summary }: AcceptanceReport): boolean {
  const isAsPredicted = target === 'AWS' || summary.differences === 0;
  return summary.failed === 0 && summary.passed > 0 && isAsPredicted;
}
