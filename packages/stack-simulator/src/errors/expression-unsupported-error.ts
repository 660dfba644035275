import { SimulationError } from './simulation-error.js';

/** An attribute of the stack holds an expression that this package can't evaluate. Names where it stands. */
export class ExpressionUnsupportedError extends SimulationError {
  override readonly name = 'ExpressionUnsupportedError';
  readonly code = 'SIMULATION_EXPRESSION_UNSUPPORTED';

  constructor(
    /** Where the expression stands, as `address.attribute`. */
    readonly location: string,
    expression: string,
    reason: string,
  ) {
    super(
      `${location} holds \${${expression}}, which can't be evaluated here: ${reason}. ` +
        'References to resources, data sources of the account and region, variables with a default and locals can be.',
    );
  }
}
