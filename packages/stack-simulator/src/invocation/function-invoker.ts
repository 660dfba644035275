/** What triggered an invocation. `mapping` is one of a stream, `queue` one of a queue. */
export type InvocationTrigger = 'notification' | 'eventbridge' | 'queue' | 'mapping' | 'destination' | 'api';

/** One invocation of one function. */
export interface InvocationRequest {
  readonly functionName: string;
  /** The version or alias to invoke. Default: the function itself, which is its version `$LATEST`. */
  readonly qualifier?: string | undefined;
  /** All attempts of an asynchronous event share one request id. */
  readonly requestId: string;
  /** The event, as a JSON string. */
  readonly payload: string;
  readonly trigger: InvocationTrigger;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Number of functions that invoked each other before this one, in the same chain. Default: 0. */
  readonly hops?: number;
  /** What the caller sends as `context.clientContext`, as a JSON string. */
  readonly clientContext?: string | undefined;
  /** Overrides the timeout of the function. */
  readonly timeoutSeconds?: number;
}

/** Runs functions. */
export interface FunctionInvoker {
  /** An error of the function is a result. Rejects only if the invoker itself fails. */
  invoke(request: InvocationRequest): Promise<InvocationResult>;
  /** Sets the reserved concurrency of a function: 0 throttles every invocation, `undefined` removes the reservation. */
  reserveConcurrency?(functionName: string, count: number | undefined): void;
}

/** The error of a function's code or of its runtime, as AWS reports it. */
export interface FunctionFailure {
  /** Such as `TypeError`, `Sandbox.Timedout` or `Runtime.ExitError`. */
  readonly errorType: string;
  readonly errorMessage: string;
  /** Lines of the stack trace, if there is one. */
  readonly trace?: readonly string[];
}

/** How an invocation ended. */
export type InvocationOutcome =
  /** `payload` is the response, as a JSON string. */
  | { readonly kind: 'succeeded'; readonly payload: string }
  | { readonly kind: 'failed'; readonly failure: FunctionFailure }
  /** The function did not run: its reserved concurrency was in use. */
  | { readonly kind: 'throttled' };

/** The result of an invocation. */
export interface InvocationResult {
  readonly requestId: string;
  readonly outcome: InvocationOutcome;
  readonly durationMillis: number;
  /** Start time of a new execution environment; `undefined` for a warm start. */
  readonly initDurationMillis: number | undefined;
  /** Peak resident memory of the execution environment. */
  readonly maxMemoryBytes: number;
}

/** Wraps an invoker and calls `onInvocation` after each invocation. */
export function observeInvoker(
  invoker: FunctionInvoker,
  onInvocation: (request: InvocationRequest, result: InvocationResult) => void,
): FunctionInvoker {
  return {
    reserveConcurrency: (functionName, count) => invoker.reserveConcurrency?.(functionName, count),
    invoke: async (request) => {
      const result = await invoker.invoke(request);
      onInvocation(request, result);
      return result;
    },
  };
}
