import { randomUUID } from 'node:crypto';
import type { Clock } from '@headwaters/local-services';
import { requireTarget, type FunctionTarget } from '../blueprint/function-targets.js';
import type { FunctionPlan } from '../blueprint/functions.js';
import type { Activity, Work } from '../clock/activity.js';
import { decideAsynchronousRetry } from './asynchronous-retry.js';
import type { FunctionInvoker, InvocationResult, InvocationTrigger } from './function-invoker.js';
import type { FinishedInvocation } from './invocation-record.js';

/** An asynchronous invocation. */
export interface AsynchronousRequest {
  readonly functionName: string;
  /** The version or alias to invoke. Default: the function itself. Its own settings apply. */
  readonly qualifier?: string | undefined;
  /** The event, as a JSON string. */
  readonly payload: string;
  readonly trigger: InvocationTrigger;
  /** Number of functions that invoked each other before this one, in the same chain. Default: 0. */
  readonly hops?: number;
}

/** Dependencies of an {@link AsynchronousInvoker}. */
export interface AsynchronousContext {
  readonly clock: Clock;
  readonly activity: Activity;
  readonly invoker: FunctionInvoker;
  readonly functionPlan: (functionName: string) => FunctionPlan;
  /** Sends the invocation record to the function's destination, if it has one. */
  readonly onFinished: (finished: FinishedInvocation) => Promise<void>;
}

/** Runs asynchronous invocations, with retries. */
export class AsynchronousInvoker {
  readonly #context: AsynchronousContext;

  constructor(context: AsynchronousContext) {
    this.#context = context;
  }

  /** Queues an invocation and returns its request id, which all its attempts share. */
  enqueue(request: AsynchronousRequest): string {
    const requestId = randomUUID();
    const work = this.#context.activity.begin(requestId);
    void this.#run(request, requestId, work).finally(() => {
      work.end();
    });
    return requestId;
  }

  async #run(request: AsynchronousRequest, requestId: string, work: Work): Promise<void> {
    const { clock, activity, invoker, functionPlan } = this.#context;
    const plan = functionPlan(request.functionName);
    const target = requireTarget(plan, request.qualifier);
    const settings = { ...target.asynchronous, reservedConcurrency: plan.reservedConcurrency };
    const startMillis = clock.now();
    for (let failures = 0, throttles = 0; !activity.isStopped();) {
      const result = await invoker.invoke({ ...request, requestId, attempt: failures + 1 });
      if (result.outcome.kind === 'failed') [failures, throttles] = [failures + 1, 0];
      if (result.outcome.kind === 'throttled') throttles += 1;
      const history = { failures, throttles, ageMillis: clock.now() - startMillis };
      const decision = decideAsynchronousRetry(result.outcome, history, settings);
      if (decision.kind === 'retry') {
        await work.wait(decision.delayMillis);
        continue;
      }
      if (activity.isStopped()) return;
      const condition = decision.kind === 'done' ? 'Success' : decision.condition;
      const invokeCount = failures + (result.outcome.kind === 'succeeded' ? 1 : 0);
      await this.#finish({ request, target, condition, result, invokeCount });
      return;
    }
  }

  #finish({
    request,
    target,
    condition,
    result,
    invokeCount,
  }: {
    readonly request: AsynchronousRequest;
    readonly target: FunctionTarget;
    readonly condition: FinishedInvocation['condition'];
    readonly result: InvocationResult;
    readonly invokeCount: number;
  }): Promise<void> {
    return this.#context.onFinished({
      functionName: request.functionName,
      target,
      condition,
      requestId: result.requestId,
      approximateInvokeCount: invokeCount,
      payload: request.payload,
      outcome: result.outcome,
      at: new Date(this.#context.clock.now()),
      deadLetters: this.#context.functionPlan(request.functionName).deadLetters,
    });
  }
}
