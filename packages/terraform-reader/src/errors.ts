/**
 * Base class of the errors of this package. `code` is stable. Its prefix is the simulator's: `isSimulationError` in
 * `@headwaters/stack-simulator` covers these errors too.
 */
export abstract class TerraformReaderError extends Error {
  abstract readonly code: `SIMULATION_${string}`;
}

/** The stack's folder, or a file that the stack names, can't be read or has an unexpected format. */
export class StackUnreadableError extends TerraformReaderError {
  override readonly name = 'StackUnreadableError';
  readonly code = 'SIMULATION_STACK_UNREADABLE';
}

/** An attribute of the stack is missing, or AWS would reject its value. */
export class AttributeInvalidError extends TerraformReaderError {
  override readonly name = 'AttributeInvalidError';
  readonly code = 'SIMULATION_ATTRIBUTE_INVALID';

  constructor(
    /** The attribute, as `address.attribute`. */
    readonly location: string,
    problem: string,
  ) {
    super(`${location} ${problem}.`);
  }
}

/** An attribute of the stack contains a Terraform expression that can't be evaluated without Terraform. */
export class ExpressionUnsupportedError extends TerraformReaderError {
  override readonly name = 'ExpressionUnsupportedError';
  readonly code = 'SIMULATION_EXPRESSION_UNSUPPORTED';

  constructor(
    /** The attribute, as `address.attribute`. */
    readonly location: string,
    expression: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(
      `${location} holds \${${expression}}, which can't be evaluated: ${reason}. ` +
        'Use references to resources, account and region data sources, variables with a default, or locals.',
      options,
    );
  }
}
