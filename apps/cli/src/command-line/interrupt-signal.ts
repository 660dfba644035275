import { InterruptedError } from '../errors.js';
import { onInterrupt } from './exit.js';

/**
 * Returns a signal that aborts on the first Ctrl-C, with an {@link InterruptedError} as the reason. A second Ctrl-C ends the
 * process.
 */
export function abortOnInterrupt(): AbortSignal {
  const controller = new AbortController();
  onInterrupt(() => {
    abort(controller);
  });
  return controller.signal;
}

/** Runs work with a signal that aborts on the first Ctrl-C, as that of {@link abortOnInterrupt}. */
export async function withInterrupt<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  const stopListening = onInterrupt(() => {
    abort(controller);
  });
  try {
    return await work(controller.signal);
  } finally {
    stopListening();
  }
}

function abort(controller: AbortController): void {
  controller.abort(new InterruptedError('The run was interrupted.'));
}
