import type { FunctionFailure } from '../invocation/invocation-result.js';

/** What is sent to a function's process. */
export interface InvokeMessage {
  readonly kind: 'invoke';
  readonly requestId: string;
  readonly functionArn: string;
  /** The event as JSON text. */
  readonly payload: string;
  readonly deadlineMillis: number;
  /** The trace header that calls of AWS pass on. */
  readonly traceHeader: string;
  /** A line written to both outputs once the handler is done: what comes before it belongs to this invocation. */
  readonly outputMark: string;
}

/** What a function's process answers. */
export type RuntimeMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'initFailed'; readonly failure: FunctionFailure }
  | { readonly kind: 'succeeded'; readonly payload: string; readonly maxMemoryBytes: number }
  /** `fatal`: the process ends itself after this answer. */
  | {
      readonly kind: 'failed';
      readonly failure: FunctionFailure;
      readonly maxMemoryBytes: number;
      readonly fatal: boolean;
    };
