import type { Scenario } from '@headwaters/stack-simulator/conformance';
import type { Observation } from '../observation/observation.js';
import type { AcceptanceTarget } from '../target/target.js';

/** What a step saw and measured. */
export interface StepResult {
  /** Compared with the expectation and with the observation of the simulator. */
  readonly observation: Observation;
  /** Times, sizes and costs, which differ from run to run. Not compared. */
  readonly measurements?: Observation;
}

/** A scenario without the provenance of its observations, which the recorder adds. */
export type ObservedScenario = Scenario extends infer Each ? Omit<Each, 'source'> : never;

/** One check of an environment from outside. */
export interface AcceptanceStep {
  /** Selects the step on the command line. */
  readonly name: string;
  /** What holds if the step passes. */
  readonly title: string;
  /**
   * What the users and operators of the environment notice of the step, such as an alarm or a delay; `undefined` for
   * nothing. Such a step runs only where that is allowed.
   */
  readonly disruption?: string;
  readonly needsCloudWatch?: true;
  /** @throws {@link StepNotRunError} if the target does not allow it. */
  run(target: AcceptanceTarget): Promise<StepResult>;
  /** The fields of the observation that must hold. */
  expectation(target: AcceptanceTarget): Observation;
  /** The observation as scenarios of the simulator's conformance suite, where its format can express it. */
  scenarios?(observation: Observation): readonly ObservedScenario[];
}
