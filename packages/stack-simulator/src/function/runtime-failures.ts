import type { FunctionFailure } from '../invocation/invocation-result.js';

/**
 * The largest answer of a function, in bytes of JSON.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (read 2026-11-23); the exact number is in
 * the error that AWS gives.
 */
const maxResponseBytes = 6_291_556;

/** The failure of an invocation that ran out of its time. */
export function timedOutFailure(requestId: string, timeoutSeconds: number): FunctionFailure {
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
  };
}

/** The failure of an invocation whose process went away. */
export function describeExit(
  requestId: string,
  { code, signal }: { readonly code: number | null; readonly signal: string | null },
): FunctionFailure {
  const how = signal === null ? `exit status ${String(code)}` : `signal: ${signalWords[signal] ?? signal}`;
  const errorMessage = `RequestId: ${requestId} Error: Runtime exited with error: ${how}`;
  return { errorType: 'Runtime.ExitError', errorMessage };
}

/** As Linux describes them. Running out of memory is an abort of V8, or a kill by the system. */
const signalWords: Readonly<Record<string, string>> = {
  SIGABRT: 'aborted',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
};

/** The failure of an answer that is too large to be given on, or `undefined` where it is not. */
export function responseSizeFailure(payload: string): FunctionFailure | undefined {
  if (Buffer.byteLength(payload) <= maxResponseBytes) return undefined;
  return {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${String(maxResponseBytes)} bytes).`,
  };
}
