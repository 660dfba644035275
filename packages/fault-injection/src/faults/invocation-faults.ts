import type {
  FunctionInvoker,
  InvocationRequest,
  InvocationResult,
  Simulation,
  VirtualClock,
} from '@headwaters/stack-simulator';
import type { SeedPlan } from '../plan/seed-plan.js';
import type { VersionNames } from '../plan/file-names.js';

/** How the service between events and functions misbehaves. */
interface Disturbance {
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

/** Time limit of consumers where one of their calls is never answered, in seconds: there is no use in waiting long. */
const hangingConsumerSeconds = 5;

/** What a plan has to do with. */
interface PlannedDisturbanceOptions {
  readonly plan: SeedPlan;
  readonly names: VersionNames;
  readonly producerName: string;
  readonly onStrike: (name: string) => void;
}

/** What a plan does to events on their way to functions. */
export class PlannedDisturbance implements Disturbance {
  readonly opened: Promise<void>;
  readonly #options: PlannedDisturbanceOptions;
  readonly #throttles = new Map<string, number>();
  /** Lets functions run from now on. */
  open: () => void = () => undefined;

  constructor(options: PlannedDisturbanceOptions) {
    this.#options = options;
    this.opened = new Promise((resolve) => (this.open = resolve));
  }

  isThrottled({ trigger, requestId, payload }: InvocationRequest): boolean {
    if (trigger !== 'notification') return false;
    const { plan, names, onStrike } = this.#options;
    const [name] = names.within(payload);
    const most = plan.files.find((file) => file.name === name)?.throttles ?? 0;
    const throttles = this.#throttles.get(requestId) ?? 0;
    if (throttles >= most) return false;
    this.#throttles.set(requestId, throttles + 1);
    onStrike('notification: function throttled');
    return true;
  }

  timeoutSeconds({ functionName }: InvocationRequest): number | undefined {
    const { plan, producerName } = this.#options;
    if (functionName === producerName) return plan.producer.timeoutSeconds;
    return plan.faults.consumerHangs > 0 ? hangingConsumerSeconds : undefined;
  }
}

const millisPerMinute = 60_000;

/** Reserves a concurrency of 0 for functions, as the plan says, and lifts it when their time is over. */
export function closeFunctions(
  { closedMinutes }: SeedPlan,
  { simulation, clock }: { readonly simulation: Simulation; readonly clock: VirtualClock },
  onStrike: (name: string) => void,
): void {
  const close = (functionName: string, minutes: number): void => {
    if (minutes === 0) return;
    onStrike('reserved concurrency: 0');
    simulation.reserveConcurrency(functionName, 0);
    const lift = () => {
      simulation.reserveConcurrency(functionName, undefined);
    };
    clock.setTimeout(lift, minutes * millisPerMinute);
  };
  const { notifications, mappings } = simulation.blueprint;
  for (const { functionName } of notifications) close(functionName, closedMinutes.producer);
  for (const { functionName } of mappings) close(functionName, closedMinutes.consumers);
}
