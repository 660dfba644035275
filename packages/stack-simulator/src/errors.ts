/** Base class of the errors of this package. `code` is stable, also across installed copies of the package. */
export abstract class SimulationError extends Error {
  abstract readonly code: `SIMULATION_${string}`;
}

/** Whether `error` is an error of this package. Checks the code, so it also works across installed copies. */
export function isSimulationError(error: unknown): error is SimulationError {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SIMULATION_');
}

/** A resource or attribute of the stack that the simulator does not support. */
export interface UnsupportedFeature {
  /** Terraform address of the resource. */
  readonly address: string;
  /** The attribute; `undefined` if the whole resource is unsupported. */
  readonly attribute?: string;
  /** What differs from AWS, as one clause. */
  readonly consequence: string;
}

/** The stack declares features that are unsupported, and ignoring them would give misleading results. */
export class StackUnsupportedError extends SimulationError {
  override readonly name = 'StackUnsupportedError';
  readonly code = 'SIMULATION_STACK_UNSUPPORTED';

  constructor(readonly features: readonly UnsupportedFeature[]) {
    const lines = features.map(
      ({ address, attribute, consequence }) =>
        `  ${[address, attribute].filter(Boolean).join('.')}: ${consequence}`,
    );
    super(
      [
        `The simulator does not support ${lines.length} feature${lines.length === 1 ? '' : 's'} of the stack:`,
        ...lines,
        'Use --allow-unsupported to run the stack without them (in the library: allowUnsupported).',
      ].join('\n'),
    );
  }
}

/** AWS would reject several parts of the stack. A single problem is thrown as an {@link AttributeInvalidError} instead. */
export class StackRefusedError extends SimulationError {
  override readonly name = 'StackRefusedError';
  readonly code = 'SIMULATION_STACK_REFUSED';

  constructor(readonly problems: readonly Error[]) {
    const lines = problems.map(({ message }) => `  ${message}`);
    super([`The stack has ${lines.length} problems:`, ...lines].join('\n'));
  }
}

/** No upload invokes a function: there is no notification, rule of EventBridge or queue that leads to one. */
export class NotificationMissingError extends SimulationError {
  override readonly name = 'NotificationMissingError';
  readonly code = 'SIMULATION_NOTIFICATION_MISSING';

  constructor(stackName: string) {
    super(
      `${stackName} has no aws_s3_bucket_notification that leads to a function, directly, by a queue or by a rule of EventBridge, ` +
        'so an upload would have no effect. ' +
        'Add one, or put records on its streams with `simulate`, which needs none.',
    );
  }
}

/** A stack lacks a part of a pipeline. */
export class PipelinePartMissingError extends SimulationError {
  override readonly name = 'PipelinePartMissingError';
  readonly code = 'SIMULATION_PIPELINE_PART_MISSING';

  /** @param part - A noun phrase without an article. */
  constructor(stackName: string, part: string) {
    super(`${stackName} has no ${part}, so its pipeline is not complete. Name the stack of a complete one.`);
  }
}

/** A function's deployment archive is missing or can't be extracted. */
export class ArchiveInvalidError extends SimulationError {
  override readonly name = 'ArchiveInvalidError';
  readonly code = 'SIMULATION_ARCHIVE_INVALID';
}

/** A script or conformance scenario does not match its schema. The message lists every problem with its path. */
export class ScriptInvalidError extends SimulationError {
  override readonly name = 'ScriptInvalidError';
  readonly code = 'SIMULATION_SCRIPT_INVALID';
}

/** A service refused what a step of a script does. */
export class ScriptStepFailedError extends SimulationError {
  override readonly name = 'ScriptStepFailedError';
  readonly code = 'SIMULATION_SCRIPT_STEP_FAILED';

  constructor(
    /** Such as `steps.3.splitShard`. */
    readonly step: string,
    cause: Error,
  ) {
    super(`${step} was refused with ${cause.name}: ${cause.message}`, { cause });
  }
}

/** An error response of the Lambda API, as AWS clients receive it. */
export class LambdaApiError extends Error {
  override readonly name = 'LambdaApiError';

  constructor(
    /** Such as `ResourceNotFoundException`. */
    readonly code: string,
    /** HTTP status code. */
    readonly status: number,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
