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
