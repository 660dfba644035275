/** The family of errors of this package. `code` is stable; read it rather than the class where two copies may be installed. */
export abstract class SimulationError extends Error {
  abstract readonly code: `SIMULATION_${string}`;
}
