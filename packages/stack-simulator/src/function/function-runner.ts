import { requireTarget, type FunctionTarget } from '../blueprint/function-targets.js';
import type { FunctionPlan } from '../blueprint/functions.js';
import type {
  InvocationOutcome,
  InvocationRequest,
  InvocationResult,
} from '../invocation/function-invoker.js';
import type { EnvironmentResult, ExecutionEnvironment } from './execution-environment.js';
import { describeEnd, describeStart } from './platform-log.js';
import { responseSizeFailure } from './runtime-failures.js';

/**
 * Default maximum of environments of a function without reserved concurrency. AWS starts up to 1,000. Here each is a process, so
 * further invocations wait.
 */
const defaultMaxEnvironments = 8;

/** An execution environment and the version that it runs. */
interface VersionEnvironment {
  readonly environment: ExecutionEnvironment;
  readonly version: string;
}

/** Options of a {@link FunctionRunner}. */
export interface FunctionRunnerOptions {
  readonly plan: FunctionPlan;
  /** Starts a new environment of a version. */
  readonly startEnvironment: (version: string) => ExecutionEnvironment;
  /** Called for each line that the platform logs. */
  readonly onLine: (line: string, requestId: string) => void;
  /** Maximum environments without reserved concurrency. Default: 8. */
  readonly maxEnvironments?: number | undefined;
}

/**
 * Runs the invocations of one function, each in a warm or a new execution environment of the version that it invokes.
 * Invocations above the reserved concurrency, which all versions share, are throttled, as on AWS.
 */
export class FunctionRunner {
  readonly #options: FunctionRunnerOptions;
  readonly #idle: VersionEnvironment[] = [];
  readonly #all = new Set<ExecutionEnvironment>();
  readonly #waiting: (() => void)[] = [];
  #reservedConcurrency: number | undefined;
  #running = 0;
  #stopped = false;

  constructor(options: FunctionRunnerOptions) {
    this.#options = options;
    this.#reservedConcurrency = options.plan.reservedConcurrency;
  }

  /** Sets the reserved concurrency: 0 throttles every invocation, `undefined` removes the reservation. */
  reserveConcurrency(count: number | undefined): void {
    this.#reservedConcurrency = count;
  }

  /** @throws TypeError if the function has no such version or alias. */
  async invoke(request: InvocationRequest): Promise<InvocationResult> {
    const target = requireTarget(this.#options.plan, request.qualifier);
    const reserved = this.#reservedConcurrency;
    if (reserved !== undefined && this.#running >= reserved) return throttledResult(request.requestId);
    if (this.#running >= (reserved ?? this.#options.maxEnvironments ?? defaultMaxEnvironments)) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running += 1;
    }
    try {
      return await this.#run(request, target);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  /** Kills all environments. Waiting invocations don't run. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([...this.#all].map((environment) => environment.stop()));
  }

  /** Kills the processes of all invocations in flight, as if their host failed. They fail with `Runtime.ExitError`. */
  async crash(): Promise<void> {
    const idle = new Set(this.#idle.map(({ environment }) => environment));
    const busy = [...this.#all].filter((environment) => !idle.has(environment));
    await Promise.all(busy.map((environment) => environment.stop()));
  }

  async #run(request: InvocationRequest, { arn, version }: FunctionTarget): Promise<InvocationResult> {
    const { requestId } = request;
    if (this.#stopped) return throttledResult(requestId);
    const startMillis = performance.now();
    const warm = this.#takeWarm(version);
    const environment = warm ?? this.#start(version);
    const initFailure = await environment.ready();
    const readyMillis = performance.now();
    const log = (line: string): void => {
      this.#options.onLine(line, requestId);
    };
    log(describeStart({ requestId, version, at: new Date() }, this.#options.plan));
    const ended: EnvironmentResult =
      initFailure === undefined
        ? await environment.invoke({ ...request, functionArn: arn })
        : { kind: 'failed', failure: initFailure, maxMemoryBytes: 0, fatal: true };
    await this.#release({ environment, version }, ended);
    const result: InvocationResult = {
      requestId,
      outcome: outcomeOf(ended),
      durationMillis: performance.now() - readyMillis,
      initDurationMillis: warm === undefined ? readyMillis - startMillis : undefined,
      maxMemoryBytes: ended.maxMemoryBytes,
    };
    describeEnd(result, this.#options.plan, new Date()).forEach(log);
    return result;
  }

  #takeWarm(version: string): ExecutionEnvironment | undefined {
    for (;;) {
      const index = this.#idle.findLastIndex((idle) => idle.version === version);
      const [taken] = index === -1 ? [] : this.#idle.splice(index, 1);
      if (taken === undefined) return undefined;
      if (taken.environment.alive) return taken.environment;
      this.#all.delete(taken.environment);
    }
  }

  #start(version: string): ExecutionEnvironment {
    const environment = this.#options.startEnvironment(version);
    this.#all.add(environment);
    return environment;
  }

  async #release({ environment, version }: VersionEnvironment, result: EnvironmentResult): Promise<void> {
    if (result.kind === 'succeeded' || !result.fatal) {
      this.#idle.push({ environment, version });
      return;
    }
    this.#all.delete(environment);
    await environment.stop();
  }
}

function outcomeOf(result: EnvironmentResult): InvocationOutcome {
  if (result.kind === 'failed') return { kind: 'failed', failure: result.failure };
  const failure = responseSizeFailure(result.payload);
  return failure === undefined ? { kind: 'succeeded', payload: result.payload } : { kind: 'failed', failure };
}

function throttledResult(requestId: string): InvocationResult {
  return {
    requestId,
    outcome: { kind: 'throttled' },
    durationMillis: 0,
    initDurationMillis: undefined,
    maxMemoryBytes: 0,
  };
}
