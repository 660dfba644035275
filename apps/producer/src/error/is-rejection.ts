import { isRecordCodecError } from '@headwaters/record-codec';
import { ObjectUnavailableError } from './object-unavailable-error.js';

/** What the codec finds wrong with an object, as opposed to the settings. */
const faultsOfObject: ReadonlySet<string> = new Set([
  'HEADWATERS_INPUT_CORRUPT',
  'HEADWATERS_LIMIT_EXCEEDED',
]);

/** An error that lies in the object itself. `code` says which. */
export type Rejection = Error & { readonly code: string };

/** Whether an error lies in the object itself, so that no later try can succeed: gone, denied, or beyond the format. */
export function isRejection(error: unknown): error is Rejection {
  return (
    error instanceof ObjectUnavailableError || (isRecordCodecError(error) && faultsOfObject.has(error.code))
  );
}
