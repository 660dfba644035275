/** Why a function is invoked. */
export type InvocationTrigger = 'notification' | 'mapping' | 'destination' | 'api';

/** One invocation of one function. */
export interface InvocationRequest {
  readonly functionName: string;
  /** Retries of one asynchronous event share it. */
  readonly requestId: string;
  /** The event as JSON text. */
  readonly payload: string;
  readonly trigger: InvocationTrigger;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Functions that called functions before this one, in the same chain. Default: 0. */
  readonly hops?: number;
  /** Time limit in place of the function's own, in seconds. */
  readonly timeoutSeconds?: number;
}

/** Whatever runs functions. An error of the function is a result; it rejects only if the runner itself is broken. */
export interface FunctionInvoker {
  invoke(request: InvocationRequest): Promise<InvocationResult>;
  /** Reserves so many invocations of a function at a time from now on; 0 lets none run, `undefined` reserves nothing. */
  reserveConcurrency?(functionName: string, count: number | undefined): void;
}

/** An error that a function's code or its runtime ended with, as AWS reports it. */
export interface FunctionFailure {
  /** Such as `TypeError`, `Sandbox.Timedout` or `Runtime.ExitError`. */
  readonly errorType: string;
  readonly errorMessage: string;
  /** The stack trace's lines, where there is one. */
  readonly trace?: readonly string[];
}

/** How an invocation ended. */
export type InvocationOutcome =
  /** `payload` is the answer as JSON text. */
  | { readonly kind: 'succeeded'; readonly payload: string }
  | { readonly kind: 'failed'; readonly failure: FunctionFailure }
  /** The function never ran: its reserved concurrency was used up. */
  | { readonly kind: 'throttled' };

/** An invocation that is over. */
export interface InvocationResult {
  readonly requestId: string;
  readonly outcome: InvocationOutcome;
  readonly durationMillis: number;
  /** How long the start of a new execution environment took; `undefined` for a warm one. */
  readonly initDurationMillis: number | undefined;
  /** The highest resident memory of the environment so far. */
  readonly maxMemoryBytes: number;
}

/** The same functions, telling `onInvocation` of each invocation when it is over. */
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
