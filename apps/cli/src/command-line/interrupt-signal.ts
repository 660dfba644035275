import { InterruptedError } from '../errors.js';
import { waitForInterrupt } from './exit.js';

/**
 * Returns a signal that aborts on the first Ctrl-C, with an {@link InterruptedError} as the reason. A second Ctrl-C ends the
 * process.
 */
export function abortOnInterrupt(): AbortSignal {
  const controller = new AbortController();
  void waitForInterrupt().then(() => {
    controller.abort(new InterruptedError('The run was interrupted.'));
  });
  return controller.signal;
}
