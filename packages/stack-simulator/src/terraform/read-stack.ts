import { readConfiguration } from './read-configuration.js';
import { readState } from './read-state.js';
import type { TerraformConfiguration } from './terraform-configuration.js';

/** Where a stack is described. */
export interface StackLocation {
  /** The folder with the stack's `cdk.tf.json`, and with the functions' archives. */
  readonly stackDirectory: string;
  /** The output of `terraform show -json`; where it is given, it is what counts. */
  readonly stateFile?: string;
}

/**
 * Reads a stack as it was deployed, where there is a state of it, else as it was synthesized.
 *
 * @throws {@link StackUnreadableError} if there is none.
 */
export function readStack({ stackDirectory, stateFile }: StackLocation): Promise<TerraformConfiguration> {
  return stateFile === undefined ? readConfiguration(stackDirectory) : readState(stateFile, stackDirectory);
}
