import type { UnsupportedFeature } from '../blueprint/unsupported-feature.js';
import { SimulationError } from './simulation-error.js';

/** The stack declares what a run here can't honour: running it anyway would show something that AWS does not do. */
export class StackUnsupportedError extends SimulationError {
  override readonly name = 'StackUnsupportedError';
  readonly code = 'SIMULATION_STACK_UNSUPPORTED';

  constructor(readonly features: readonly UnsupportedFeature[]) {
    super(
      'The stack declares what a local run does not honour: ' +
        features
          .map(
            ({ address, attribute, consequence }) =>
              `${[address, attribute].filter(Boolean).join('.')}: ${consequence}`,
          )
          .join('; ') +
        '. Set allowUnsupported to list these and go on without them.',
    );
  }
}
