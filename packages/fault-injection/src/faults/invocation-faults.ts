import type {
  FunctionInvoker,
  InvocationOutcome,
  InvocationRequest,
  InvocationResult,
  Simulation,
  VirtualClock,
} from '@headwaters/stack-simulator';
import type { FileNames } from '../plan/file-names.js';
import type { SeedPlan } from '../plan/seed-plan.js';

/** Called with the name of each fault that occurs. */
type OnFault = (name: string) => void;

interface InvocationFaultsOptions {
  readonly plan: SeedPlan;
  readonly names: FileNames;
  readonly producerName: string;
  /** Time since the start of the seed. */
  readonly elapsedSeconds: () => number;
  readonly onFault: OnFault;
}

const secondsPerMinute = 60;

/** Invokes functions with a seed's faults: throttled notifications, bad deployments and short timeouts. */
export class InvocationFaults implements FunctionInvoker {
  readonly #functions: FunctionInvoker;
  readonly #options: InvocationFaultsOptions;
  readonly #opened: Promise<void>;
  #open: () => void = () => undefined;
  readonly #throttleCounts = new Map<string, number>();

  constructor(functions: FunctionInvoker, options: InvocationFaultsOptions) {
    this.#functions = functions;
    this.#options = options;
    this.#opened = new Promise((resolve) => (this.#open = resolve));
  }

  /** Starts the invocations. Requests before this call wait for it. */
  open(): void {
    this.#open();
  }

  reserveConcurrency(functionName: string, count: number | undefined): void {
    this.#functions.reserveConcurrency?.(functionName, count);
  }

  async invoke(request: InvocationRequest): Promise<InvocationResult> {
    await this.#opened;
    if (this.#isThrottled(request)) return createResult(request, { kind: 'throttled' });
    if (this.#isBadDeployment(request)) return createResult(request, badDeployment);
    const timeoutSeconds = this.#timeoutSeconds(request);
    return this.#functions.invoke({ ...request, ...(timeoutSeconds !== undefined && { timeoutSeconds }) });
  }

  #isThrottled({ trigger, requestId, payload }: InvocationRequest): boolean {
    if (trigger !== 'notification') return false;
    const { plan, names, onFault } = this.#options;
    const [name] = names.findIn(payload);
    const limit = plan.files.find((file) => file.name === name)?.throttleCount ?? 0;
    const count = this.#throttleCounts.get(requestId) ?? 0;
    if (count >= limit) return false;
    this.#throttleCounts.set(requestId, count + 1);
    onFault('notification: function throttled');
    return true;
  }

  #isBadDeployment({ functionName }: InvocationRequest): boolean {
    const { plan, producerName, elapsedSeconds, onFault } = this.#options;
    if (functionName === producerName) return false;
    if (elapsedSeconds() >= plan.badDeploymentMinutes * secondsPerMinute) return false;
    onFault('consumer: bad deployment');
    return true;
  }

  /** Undefined: the timeout of the stack. */
  #timeoutSeconds({ functionName }: InvocationRequest): number | undefined {
    const { plan, producerName } = this.#options;
    return functionName === producerName ? plan.producer.timeoutSeconds : undefined;
  }
}

/** What a function returns whose code can't be loaded. */
const badDeployment: InvocationOutcome = {
  kind: 'failed',
  failure: { errorType: 'Runtime.ImportModuleError', errorMessage: "Error: Cannot find module 'handler'" },
};

function createResult({ requestId }: InvocationRequest, outcome: InvocationOutcome): InvocationResult {
  return {
    requestId,
    outcome,
    durationMillis: 0,
    initDurationMillis: undefined,
    maxMemoryBytes: 0,
  };
}

const millisPerMinute = 60_000;

/** Reserves a concurrency of 0 for functions, and removes the reservation after the minutes of the plan. */
export function reserveZeroConcurrency(
  { zeroConcurrencyMinutes }: SeedPlan,
  { simulation, clock }: { readonly simulation: Simulation; readonly clock: VirtualClock },
  onFault: OnFault,
): void {
  const reserve = (functionName: string, minutes: number): void => {
    if (minutes === 0) return;
    onFault('reserved concurrency: 0');
    simulation.reserveConcurrency(functionName, 0);
    const removeReservation = () => {
      simulation.reserveConcurrency(functionName, undefined);
    };
    clock.setTimeout(removeReservation, minutes * millisPerMinute);
  };
  const { notifications, mappings } = simulation.blueprint;
  for (const { functionName } of notifications) reserve(functionName, zeroConcurrencyMinutes.producer);
  for (const { functionName } of mappings) reserve(functionName, zeroConcurrencyMinutes.consumers);
}
