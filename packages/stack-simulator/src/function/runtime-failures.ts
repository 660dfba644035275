import type { FunctionFailure } from '../invocation/function-invoker.js';

/**
 * Largest response of a function, in bytes of JSON.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (read 2026-11-23); the exact number is in
 * the error message of AWS.
 */
const maxResponseBytes = 6_291_556;

/** Creates the failure of an invocation that exceeded its timeout. */
export function timedOutFailure(requestId: string, timeoutSeconds: number): FunctionFailure {
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
  };
}

/**
 * Creates the failure of an invocation whose process ended.
 * Source: LocalStack's snapshots of real AWS, test_lambda_handler_exit and test_lambda_runtime_wrapper_not_found (read 2026-11-23).
 */
export function describeExit(
  requestId: string,
  { code, signal }: { readonly code: number | null; readonly signal: string | null },
): FunctionFailure {
  const how = code === 0 ? 'without providing a reason' : `with error: ${describeReason(code, signal)}`;
  return {
    errorType: 'Runtime.ExitError',
    errorMessage: `RequestId: ${requestId} Error: Runtime exited ${how}`,
  };
}

function describeReason(code: number | null, signal: string | null): string {
  return signal === null ? `exit status ${String(code)}` : `signal: ${signalNames[signal] ?? signal}`;
}

/** The names that Linux gives to signals. If memory runs out, V8 aborts or the system kills the process. */
const signalNames: Readonly<Record<string, string>> = {
  SIGABRT: 'aborted',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
};

/** Creates the failure of a response that is too large. `undefined` if it is not. */
export function responseSizeFailure(payload: string): FunctionFailure | undefined {
  if (Buffer.byteLength(payload) <= maxResponseBytes) return undefined;
  return {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${maxResponseBytes} bytes).`,
  };
}
