import type { SimulationError } from './simulation-error.js';

/** Whether an error is one of this package's, by its code: it holds across copies of the package. */
export function isSimulationError(error: unknown): error is SimulationError {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SIMULATION_');
}
