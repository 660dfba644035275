import type { SimulationOptions } from '@headwaters/stack-simulator';
import { fromWhereCalled, stackFolder } from '../workspace-paths.js';

/** Which stack a command runs, as a person says it. */
export interface StackOptions {
  /** Folder of the synthesized stack. Default: the dev environment. */
  readonly stack?: string;
  /** What `terraform show -json` printed: the deployed stack. */
  readonly state?: string;
  /** Go on where the stack declares what a local run can't honour. */
  readonly allowUnsupported?: true;
}

/** The same, as the simulator wants it. */
export function simulationOptions({
  stack,
  state,
  allowUnsupported,
}: StackOptions): Pick<SimulationOptions, 'stackDirectory' | 'stateFile' | 'allowUnsupported'> {
  return {
    stackDirectory: stack === undefined ? stackFolder : fromWhereCalled(stack),
    ...(state === undefined ? {} : { stateFile: fromWhereCalled(state) }),
    ...(allowUnsupported && { allowUnsupported }),
  };
}
