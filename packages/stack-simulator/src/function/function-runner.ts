import type { FunctionPlan } from '../blueprint/function-plan.js';
import type { FunctionInvoker, InvocationRequest } from '../invocation/function-invoker.js';
import type { InvocationOutcome, InvocationResult } from '../invocation/invocation-result.js';
import type { EnvironmentAnswer, ExecutionEnvironment } from './execution-environment.js';
import { describeEnd, describeStart } from './platform-log.js';
import { responseSizeFailure } from './runtime-failures.js';

/**
 * Most environments of a function that has no reserved concurrency. AWS starts up to 1,000; here each is a process, so
 * further invocations wait for one of these instead.
 */
const maxEnvironments = 8;

/** What a function runner needs from outside. */
export interface FunctionRunnerOptions {
  readonly plan: FunctionPlan;
  /** Starts a new environment. */
  readonly startEnvironment: () => ExecutionEnvironment;
  readonly onLine: (line: string, requestId: string) => void;
}

/**
 * Runs one function: takes a warm environment or starts one, one invocation each. With reserved concurrency an invocation
 * beyond it is throttled, as on AWS.
 */
export class FunctionRunner implements FunctionInvoker {
  readonly #options: FunctionRunnerOptions;
  readonly #idle: ExecutionEnvironment[] = [];
  readonly #all = new Set<ExecutionEnvironment>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #stopped = false;

  constructor(options: FunctionRunnerOptions) {
    this.#options = options;
  }

  async invoke(request: InvocationRequest): Promise<InvocationResult> {
    const { reservedConcurrency } = this.#options.plan;
    if (reservedConcurrency !== undefined && this.#running >= reservedConcurrency) {
      return notRun(request.requestId);
    }
    if (this.#running >= (reservedConcurrency ?? maxEnvironments)) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running += 1;
    }
    try {
      return await this.#run(request);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  /** Ends every environment at once. Invocations that still wait for one don't run. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([...this.#all].map((environment) => environment.stop()));
  }

  /** Ends the process of every invocation under way, as when the machine under it fails. Each fails with Runtime.ExitError. */
  async crash(): Promise<void> {
    const busy = [...this.#all].filter((environment) => !this.#idle.includes(environment));
    await Promise.all(busy.map((environment) => environment.stop()));
  }

  async #run(request: InvocationRequest): Promise<InvocationResult> {
    const { requestId } = request;
    if (this.#stopped) return notRun(requestId);
    const startedAt = performance.now();
    const warm = this.#takeWarm();
    const environment = warm ?? this.#start();
    const initFailure = await environment.ready();
    const readyAt = performance.now();
    const log = (line: string): void => {
      this.#options.onLine(line, requestId);
    };
    log(describeStart(requestId, this.#options.plan, new Date()));
    const answer: EnvironmentAnswer =
      initFailure === undefined
        ? await environment.invoke(request)
        : { kind: 'failed', failure: initFailure, maxMemoryBytes: 0, fatal: true };
    await this.#release(environment, answer);
    const result: InvocationResult = {
      requestId,
      outcome: outcomeOf(answer),
      durationMillis: performance.now() - readyAt,
      initDurationMillis: warm === undefined ? readyAt - startedAt : undefined,
      maxMemoryBytes: answer.maxMemoryBytes,
    };
    describeEnd(result, this.#options.plan, new Date()).forEach(log);
    return result;
  }

  #takeWarm(): ExecutionEnvironment | undefined {
    for (let environment = this.#idle.pop(); environment !== undefined; environment = this.#idle.pop()) {
      if (environment.alive) return environment;
      this.#all.delete(environment);
    }
    return undefined;
  }

  #start(): ExecutionEnvironment {
    const environment = this.#options.startEnvironment();
    this.#all.add(environment);
    return environment;
  }

  async #release(environment: ExecutionEnvironment, answer: EnvironmentAnswer): Promise<void> {
    if (answer.kind === 'succeeded' || !answer.fatal) {
      this.#idle.push(environment);
      return;
    }
    this.#all.delete(environment);
    await environment.stop();
  }
}

function outcomeOf(answer: EnvironmentAnswer): InvocationOutcome {
  if (answer.kind === 'failed') return { kind: 'failed', failure: answer.failure };
  const failure = responseSizeFailure(answer.payload);
  return failure === undefined ? { kind: 'succeeded', payload: answer.payload } : { kind: 'failed', failure };
}

function notRun(requestId: string): InvocationResult {
  return {
    requestId,
    outcome: { kind: 'throttled' },
    durationMillis: 0,
    initDurationMillis: undefined,
    maxMemoryBytes: 0,
  };
}
