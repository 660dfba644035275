import { isRecordCodecError } from '@headwaters/record-codec';
import { PlanCheckError } from '@headwaters/plan-check';
import { isSimulationError } from '@headwaters/stack-simulator';

/** Base of the errors that this program raises. The message is complete: the program prints it without a stack trace. */
export abstract class CliError extends Error {
  abstract readonly code: `HEADWATERS_${string}`;
}

/** An argument is invalid, or a file that it names cannot be used. */
export class UsageError extends CliError {
  override readonly name = 'UsageError';
  readonly code = 'HEADWATERS_USAGE_INVALID';
}

/** The options of `trace` do not identify a pipeline. */
export class TracedPipelineUnknownError extends CliError {
  override readonly name = 'TracedPipelineUnknownError';
  readonly code = 'HEADWATERS_TRACED_PIPELINE_UNKNOWN';
}

/**
 * Returns whether the user can fix the error: it is about a stack, a script or a file that the user named. The program
 * prints the message alone and exits with code 2. Every other error is a defect.
 */
export function isExpectedError(error: unknown): error is Error {
  return (
    error instanceof CliError ||
    error instanceof PlanCheckError ||
    isSimulationError(error) ||
    isRecordCodecError(error) ||
    error instanceof SyntaxError ||
    isFileSystemError(error)
  );
}

function isFileSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && 'path' in error;
}

/**
 * Formats an error of a command that calls S3. An error of the service names S3; a defect (`TypeError`, `RangeError`)
 * includes its stack trace.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof TypeError || error instanceof RangeError) return error.stack ?? error.message;
  return '$metadata' in error ? `S3 answered ${error.name}: ${error.message}` : error.message;
}
