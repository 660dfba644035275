/** The family of errors of this package. `code` is stable; read it rather than the class where two copies may be installed. */
export abstract class SimulationError extends Error {
  abstract readonly code: `SIMULATION_${string}`;
}

/** Whether an error is one of this package's, by its code: it holds across copies of the package. */
export function isSimulationError(error: unknown): error is SimulationError {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SIMULATION_');
}

/** The stack's folder or a file that it names can't be read or isn't what Terraform writes. */
export class StackUnreadableError extends SimulationError {
  override readonly name = 'StackUnreadableError';
  readonly code = 'SIMULATION_STACK_UNREADABLE';
}

/** Something that the stack declares and a local run does not honour. Listed when a simulation starts, never silent. */
export interface UnsupportedFeature {
  /** The resource's Terraform address. */
  readonly address: string;
  /** The attribute, where it is not the resource as a whole. */
  readonly attribute?: string;
  /** What differs from AWS, as one clause. */
  readonly consequence: string;
}

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

/** A function's declared archive is missing or can't be unpacked. */
export class ArchiveInvalidError extends SimulationError {
  override readonly name = 'ArchiveInvalidError';
  readonly code = 'SIMULATION_ARCHIVE_INVALID';
}

/** A script or scenario is not of the shape that is documented. Names every place at fault. */
export class ScriptInvalidError extends SimulationError {
  override readonly name = 'ScriptInvalidError';
  readonly code = 'SIMULATION_SCRIPT_INVALID';
}

/** An error of the Lambda API, as its clients know it. */
export class LambdaError extends Error {
  override readonly name = 'LambdaError';

  constructor(
    /** Such as `ResourceNotFoundException`. */
    readonly code: string,
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}
