import { SimulationError } from './simulation-error.js';

/** The stack's folder or a file that it names can't be read or isn't what Terraform writes. */
export class StackUnreadableError extends SimulationError {
  override readonly name = 'StackUnreadableError';
  readonly code = 'SIMULATION_STACK_UNREADABLE';
}
