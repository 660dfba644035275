import { setTimeout as sleep } from 'node:timers/promises';
import type { FunctionInvoker, InvocationRequest, InvocationResult } from '@headwaters/stack-simulator';

/** How the service between events and functions misbehaves. */
export interface Disturbance {
  /** How many times more this first attempt of an event is delivered, each on its own. */
  extraDeliveries(request: InvocationRequest): number;
  /** Whether Lambda refuses to run the function now. */
  isThrottled(request: InvocationRequest): boolean;
  /** Awaited before anything runs. */
  readonly opened: Promise<void>;
}

/** Longest time between deliveries of one event, in milliseconds: they run at once, but don't start at once. */
const deliverySpreadMillis = 10;

/** Runs functions as Lambda does on a bad day: events come more than once, and may have to wait for their turn. */
export class DisturbedInvoker implements FunctionInvoker {
  readonly #functions: FunctionInvoker;
  readonly #disturbance: Disturbance;

  constructor(functions: FunctionInvoker, disturbance: Disturbance) {
    this.#functions = functions;
    this.#disturbance = disturbance;
  }

  async invoke(request: InvocationRequest): Promise<InvocationResult> {
    await this.#disturbance.opened;
    if (this.#disturbance.isThrottled(request)) return throttled(request);
    const copies = Array.from({ length: this.#disturbance.extraDeliveries(request) }, (_, index) =>
      this.#invokeCopy(request, index + 1),
    );
    const result = await this.#functions.invoke(request);
    await Promise.all(copies);
    return result;
  }

  async #invokeCopy(request: InvocationRequest, copy: number): Promise<void> {
    await sleep(deliverySpreadMillis * Math.random());
    await this.#functions.invoke({ ...request, requestId: `${request.requestId}-${String(copy)}` });
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
