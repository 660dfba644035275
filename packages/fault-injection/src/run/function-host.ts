import { FunctionFleet, type FunctionFleetOptions, type FunctionPlan } from '@headwaters/stack-simulator';
import { type FaultGateway, startFaultGateway } from '../gateway/start-fault-gateway.js';

/** Options of a host: those of its fleets that do not depend on the deployment. */
export type FunctionHostOptions = Omit<FunctionFleetOptions, 'plans' | 'endpoint'>;

/** Hosts one function: a fault gateway, and warm processes for each set of environment variables that was deployed. */
export class FunctionHost {
  readonly functionName: string;
  readonly #plan: FunctionPlan;
  readonly #options: FunctionHostOptions;
  readonly #fleets = new Map<string, FunctionFleet>();
  #current: FunctionFleet | undefined;

  private constructor(
    plan: FunctionPlan,
    options: FunctionHostOptions,
    /** Receives the calls of this function only, so that the caller is known. */
    readonly gateway: FaultGateway,
  ) {
    this.functionName = plan.name;
    this.#plan = plan;
    this.#options = options;
  }

  /** Starts the gateway. Call {@link deploy} before the first invocation. */
  static async open(plan: FunctionPlan, options: FunctionHostOptions): Promise<FunctionHost> {
    return new FunctionHost(plan, options, await startFaultGateway());
  }

  /** The processes of the current deployment. */
  get fleet(): FunctionFleet {
    if (this.#current === undefined) {
      throw new TypeError(`The function ${this.functionName} is not deployed. Call deploy() first.`);
    }
    return this.#current;
  }

  /** Deploys the function with additional environment variables. Processes of other deployments stay warm. */
  async deploy(variables: Readonly<Record<string, string>>): Promise<void> {
    const key = JSON.stringify(variables);
    this.#current = this.#fleets.get(key) ?? (await this.#start(variables));
    this.#fleets.set(key, this.#current);
  }

  /** Stops all processes and the gateway. */
  async close(): Promise<void> {
    await Promise.all([...this.#fleets.values()].map((fleet) => fleet.stop()));
    await this.gateway.close();
  }

  /** Unpacks the code once, for all deployments. */
  async #start(variables: Readonly<Record<string, string>>): Promise<FunctionFleet> {
    const plans = [{ ...this.#plan, environment: { ...this.#plan.environment, ...variables } }];
    const [other] = this.#fleets.values();
    if (other !== undefined) return other.withPlans(plans);
    return await FunctionFleet.unpack({ ...this.#options, plans, endpoint: this.gateway.endpoint });
  }
}
