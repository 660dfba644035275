import { join } from 'node:path';
import { FunctionFleet, type FunctionFleetOptions, type FunctionPlan } from '@headwaters/stack-simulator';
import { type FaultGateway, startFaultGateway } from '../gateway/start-fault-gateway.js';

/** What a host runs with. */
export type FunctionHostOptions = Omit<FunctionFleetOptions, 'plans' | 'endpoint'>;

/** Where one function runs: warm processes for each of its deployments, and what they call. */
export class FunctionHost {
  readonly functionName: string;
  readonly #plan: FunctionPlan;
  readonly #options: FunctionHostOptions;
  readonly #fleets = new Map<string, FunctionFleet>();
  #current: FunctionFleet | undefined;

  private constructor(
    plan: FunctionPlan,
    options: FunctionHostOptions,
    /** What these processes call, and no others, so that it is known who calls. */
    readonly gateway: FaultGateway,
  ) {
    this.functionName = plan.name;
    this.#plan = plan;
    this.#options = options;
  }

  /** Starts the gateway. The function can run once it is deployed. */
  static async open(plan: FunctionPlan, options: FunctionHostOptions): Promise<FunctionHost> {
    return new FunctionHost(plan, options, await startFaultGateway());
  }

  /** The processes of the present deployment. */
  get fleet(): FunctionFleet {
    if (this.#current === undefined) throw new TypeError(`${this.functionName} is not deployed.`);
    return this.#current;
  }

  /** Has the function run with these variables beside its own from now on. Processes of other deployments stay warm. */
  async deploy(variables: Readonly<Record<string, string>>): Promise<void> {
    const key = JSON.stringify(variables);
    this.#current = this.#fleets.get(key) ?? (await this.#unpack(variables));
    this.#fleets.set(key, this.#current);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#fleets.values()].map((fleet) => fleet.stop()));
    await this.gateway.close();
  }

  #unpack(variables: Readonly<Record<string, string>>): Promise<FunctionFleet> {
    const plan = { ...this.#plan, environment: { ...this.#plan.environment, ...variables } };
    return FunctionFleet.unpack({
      ...this.#options,
      folder: join(this.#options.folder, String(this.#fleets.size)),
      plans: [plan],
      endpoint: this.gateway.endpoint,
    });
  }
}
