import type { FunctionInvoker, InvocationRequest, InvocationResult } from '@headwaters/stack-simulator';

/** How the service between events and functions misbehaves. */
export interface Disturbance {
  /** Whether Lambda refuses to run the function now. */
  isThrottled(request: InvocationRequest): boolean;
  /** The time limit of an invocation, if it is not the function's own. */
  timeoutSeconds(request: InvocationRequest): number | undefined;
  /** Awaited before anything runs. */
  readonly opened: Promise<void>;
}

/** Runs functions as Lambda does on a bad day: events may have to wait for their turn, and have little time. */
export class DisturbedInvoker implements FunctionInvoker {
  readonly #functions: FunctionInvoker;
  readonly #disturbance: Disturbance;

  constructor(functions: FunctionInvoker, disturbance: Disturbance) {
    this.#functions = functions;
    this.#disturbance = disturbance;
  }

  reserveConcurrency(functionName: string, count: number | undefined): void {
    this.#functions.reserveConcurrency?.(functionName, count);
  }

  async invoke(request: InvocationRequest): Promise<InvocationResult> {
    await this.#disturbance.opened;
    if (this.#disturbance.isThrottled(request)) return throttled(request);
    const timeoutSeconds = this.#disturbance.timeoutSeconds(request);
    return this.#functions.invoke({ ...request, ...(timeoutSeconds !== undefined && { timeoutSeconds }) });
  }
}

function throttled({ requestId }: InvocationRequest): InvocationResult {
  return {
    requestId,
    outcome: { kind: 'throttled' },
    durationMillis: 0,
    initDurationMillis: undefined,
    maxMemoryBytes: 0,
  };
}
