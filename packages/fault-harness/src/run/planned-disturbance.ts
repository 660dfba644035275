import type { InvocationRequest } from '@headwaters/stack-simulator';
import type { VersionNames } from '../faults/version-names.js';
import type { SeedPlan } from '../plan/seed-plan.js';
import type { Disturbance } from './disturbed-invoker.js';

/** What a plan does to events on their way to functions. */
export class PlannedDisturbance implements Disturbance {
  readonly opened: Promise<void>;
  readonly #plan: SeedPlan;
  readonly #names: VersionNames;
  readonly #onStrike: (name: string) => void;
  readonly #throttles = new Map<string, number>();
  /** Lets functions run from now on. */
  open: () => void = () => undefined;

  constructor(plan: SeedPlan, names: VersionNames, onStrike: (name: string) => void) {
    this.#plan = plan;
    this.#names = names;
    this.#onStrike = onStrike;
    this.opened = new Promise((resolve) => (this.open = resolve));
  }

  extraDeliveries(request: InvocationRequest): number {
    const extra = request.attempt === 1 ? (this.#file(request)?.deliveries ?? 1) - 1 : 0;
    if (extra > 0) this.#onStrike('event: delivered again');
    return extra;
  }

  isThrottled(request: InvocationRequest): boolean {
    const [who, most] =
      request.trigger === 'mapping'
        ? [request.functionName, this.#plan.consumerThrottles]
        : [request.requestId, this.#file(request)?.throttles ?? 0];
    const throttles = this.#throttles.get(who) ?? 0;
    if (throttles >= most) return false;
    this.#throttles.set(who, throttles + 1);
    this.#onStrike(`${request.trigger}: function throttled`);
    return true;
  }

  #file({ trigger, payload }: InvocationRequest) {
    if (trigger !== 'notification') return undefined;
    const { Records } = JSON.parse(payload) as {
      Records: readonly { readonly s3: { readonly object: { readonly versionId?: string } } }[];
    };
    const name = this.#names.ofVersion(Records[0]?.s3.object.versionId);
    return this.#plan.files.find((file) => file.name === name);
  }
}
