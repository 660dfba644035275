import type { FunctionPlan } from '../blueprint/functions.js';
import type {
  InvocationOutcome,
  InvocationRequest,
  InvocationResult,
} from '../invocation/function-invoker.js';
import type { EnvironmentAnswer, ExecutionEnvironment } from './execution-environment.js';
import { describeEnd, describeStart } from './platform-log.js';
import { responseSizeFailure } from './runtime-failures.js';

/**
 * Most environments of a function that has no reserved concurrency, if nothing else is said. AWS starts up to 1,000; here each
 * is a process, so further invocations wait for one of these instead.
 */
const standardMaxEnvironments = 8;

/** What a function runner needs from outside. */
export interface FunctionRunnerOptions {
  readonly plan: FunctionPlan;
  /** Starts a new environment. */
  readonly startEnvironment: () => ExecutionEnvironment;
  readonly onLine: (line: string, requestId: string) => void;
  /** Most environments without reserved concurrency. Default: 8. */
  readonly maxEnvironments?: number | undefined;
}

/**
 * Runs one function: takes a warm environment or starts one, one invocation each. With reserved concurrency an invocation
 * beyond it is throttled, as on AWS.
 */
export class FunctionRunner {
  readonly #options: FunctionRunnerOptions;
  readonly #idle: ExecutionEnvironment[] = [];
  readonly #all = new Set<ExecutionEnvironment>();
  readonly #waiting: (() => void)[] = [];
  #reservedConcurrency: number | undefined;
  #running = 0;
  #stopped = false;

  constructor(options: FunctionRunnerOptions) {
    this.#options = options;
    this.#reservedConcurrency = options.plan.reservedConcurrency;
  }

  /** Reserves so many invocations at a time from now on; 0 lets none run, `undefined` reserves nothing. */
  reserveConcurrency(count: number | undefined): void {
    this.#reservedConcurrency = count;
  }

  async invoke(request: InvocationRequest): Promise<InvocationResult> {
    const reserved = this.#reservedConcurrency;
    if (reserved !== undefined && this.#running >= reserved) return notRun(request.requestId);
    if (this.#running >= (reserved ?? this.#options.maxEnvironments ?? standardMaxEnvironments)) {
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
