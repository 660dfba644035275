import { randomUUID } from 'node:crypto';
import type { Clock } from '@headwaters/local-services';
import type { FunctionPlan } from '../blueprint/functions.js';
import type { Activity, Work } from '../clock/activity.js';
import { judgeAsynchronous } from './asynchronous-retry.js';
import type { FunctionInvoker, InvocationResult, InvocationTrigger } from './function-invoker.js';
import type { FinishedInvocation } from './invocation-record.js';

/** An event to invoke a function with, some time soon. */
export interface AsynchronousRequest {
  readonly functionName: string;
  /** The event, as JSON text. */
  readonly payload: string;
  readonly trigger: InvocationTrigger;
  /** Functions that called functions before this one, in the same chain. Default: 0. */
  readonly hops?: number;
}

/** What asynchronous invocations work with. */
export interface AsynchronousContext {
  readonly clock: Clock;
  readonly activity: Activity;
  readonly invoker: FunctionInvoker;
  /** The function of that name. */
  readonly functionPlan: (functionName: string) => FunctionPlan;
  /** Sends the record of a finished invocation to the function's destination, if there is one. */
  readonly onFinished: (plan: FunctionPlan, finished: FinishedInvocation) => Promise<void>;
}

/** Runs asynchronous invocations to their end: success, or the last retry. */
export class AsynchronousInvoker {
  readonly #context: AsynchronousContext;

  constructor(context: AsynchronousContext) {
    this.#context = context;
  }

  /** Takes an event on and returns its request id, which all its attempts share. */
  enqueue(request: AsynchronousRequest): string {
    const requestId = randomUUID();
    const work = this.#context.activity.begin();
    void this.#run(request, requestId, work).finally(() => {
      work.end();
    });
    return requestId;
  }

  async #run(request: AsynchronousRequest, requestId: string, work: Work): Promise<void> {
    const { clock, activity, invoker, functionPlan } = this.#context;
    const plan = functionPlan(request.functionName);
    const settings = { ...plan.asynchronous, reservedConcurrency: plan.reservedConcurrency };
    const startedAt = clock.now();
    for (let failures = 0, throttles = 0; !activity.isStopped();) {
      const result = await invoker.invoke({ ...request, requestId, attempt: failures + 1 });
      if (result.outcome.kind === 'failed') [failures, throttles] = [failures + 1, 0];
      if (result.outcome.kind === 'throttled') throttles += 1;
      const history = { failures, throttles, ageMillis: clock.now() - startedAt };
      const decision = judgeAsynchronous(result.outcome, history, settings);
      if (decision.kind === 'retry') {
        await work.wait(decision.delayMillis);
        continue;
      }
      if (activity.isStopped()) return;
      const condition = decision.kind === 'done' ? 'Success' : decision.condition;
      const attempts = failures + (result.outcome.kind === 'succeeded' ? 1 : 0);
      await this.#finish(plan, { condition, result, payload: request.payload, attempts });
      return;
    }
  }

  #finish(
    plan: FunctionPlan,
    ended: {
      readonly condition: FinishedInvocation['condition'];
      readonly result: InvocationResult;
      readonly payload: string;
      readonly attempts: number;
    },
  ): Promise<void> {
    return this.#context.onFinished(plan, {
      condition: ended.condition,
      requestId: ended.result.requestId,
      functionArn: plan.arn,
      approximateInvokeCount: ended.attempts,
      payload: ended.payload,
      outcome: ended.result.outcome,
      at: new Date(this.#context.clock.now()),
    });
  }
}
