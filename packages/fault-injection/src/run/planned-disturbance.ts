import type { InvocationRequest } from '@headwaters/stack-simulator';
import type { VersionNames } from '../faults/version-names.js';
import type { SeedPlan } from '../plan/seed-plan.js';
import type { Disturbance } from './disturbed-invoker.js';

/** Time limit of consumers where one of their calls is never answered, in seconds: there is no use in waiting long. */
const hangingConsumerSeconds = 5;

/** What a plan has to do with. */
export interface PlannedDisturbanceOptions {
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
