import type { InvocationResult } from './invocation-result.js';

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
