import { SimulationError } from './simulation-error.js';

/** A script or scenario is not of the shape that is documented. Names every place at fault. */
export class ScriptInvalidError extends SimulationError {
  override readonly name = 'ScriptInvalidError';
  readonly code = 'SIMULATION_SCRIPT_INVALID';
}
