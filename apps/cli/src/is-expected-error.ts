import { isRecordCodecError } from '@headwaters/record-codec';
import { isSimulationError } from '@headwaters/stack-simulator';

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
