import type { FunctionFailure } from '../invocation/function-invoker.js';

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

/**
 * The failure of an invocation whose process went away.
 * Source: LocalStack's snapshots of real AWS, test_lambda_handler_exit and test_lambda_runtime_wrapper_not_found (read 2026-11-23).
 */
export function describeExit(
  requestId: string,
  { code, signal }: { readonly code: number | null; readonly signal: string | null },
): FunctionFailure {
  const how = code === 0 ? 'without providing a reason' : `with error: ${reasonOf(code, signal)}`;
  return {
    errorType: 'Runtime.ExitError',
    errorMessage: `RequestId: ${requestId} Error: Runtime exited ${how}`,
  };
}

function reasonOf(code: number | null, signal: string | null): string {
  return signal === null ? `exit status ${String(code)}` : `signal: ${signalWords[signal] ?? signal}`;
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
    errorMessage: `Response payload size exceeded maximum allowed payload size (${maxResponseBytes} bytes).`,
  };
}
