import { SimulationError } from './simulation-error.js';

/** A function's declared archive is missing or can't be unpacked. */
export class ArchiveInvalidError extends SimulationError {
  override readonly name = 'ArchiveInvalidError';
  readonly code = 'SIMULATION_ARCHIVE_INVALID';
}
