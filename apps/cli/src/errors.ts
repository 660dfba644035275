import { isRecordCodecError } from '@headwaters/record-codec';
import { isSimulationError } from '@headwaters/stack-simulator';

/** Which pipeline to trace can't be told from the options. */
export class TracedPipelineUnknownError extends Error {
  override readonly name = 'TracedPipelineUnknownError';
  readonly code = 'HEADWATERS_TRACED_PIPELINE_UNKNOWN';
}

/** Whether an error is about what the person gave (a stack, a script, a file), so that its message says all. */
export function isExpectedError(error: unknown): error is Error {
  return (
    isSimulationError(error) ||
    isRecordCodecError(error) ||
    error instanceof SyntaxError ||
    isFileError(error)
  );
}

function isFileError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && 'path' in error;
}
