import { SimulationError } from './simulation-error.js';

/** An attribute of the stack is missing or has a value that AWS would not take either. */
export class AttributeInvalidError extends SimulationError {
  override readonly name = 'AttributeInvalidError';
  readonly code = 'SIMULATION_ATTRIBUTE_INVALID';

  constructor(
    /** Where the value stands, as `address.attribute`. */
    readonly location: string,
    problem: string,
  ) {
    super(`${location} ${problem}.`);
  }
}
