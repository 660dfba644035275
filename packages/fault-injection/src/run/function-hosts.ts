import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Blueprint,
  type FunctionInvoker,
  type FunctionPlan,
  type InvocationRequest,
  type InvocationResult,
  readBlueprint,
  readConfiguration,
} from '@headwaters/stack-simulator';
import { acceleratedClock, acceleratedTimeSource } from '../clock/accelerated-time.js';
import { type ProducerPlan, producerVariables } from '../plan/producer-plan.js';
import { FunctionHost } from './function-host.js';

/** Hardly more than the smallest cell that the producer takes, in bytes: small files then have many blocks. */
export const cellBytes = 1_536;

/** Most processes of a function: more take longer to start than they save. */
const maxEnvironments = 3;

/** What a functionHosts is set up with. */
export interface FunctionHostsOptions {
  /** The folder with the stack's `cdk.tf.json`. */
  readonly stackDirectory: string;
  /** Archives to run in place of those that the stack declares, by the name of the function. */
  readonly archives?: Readonly<Record<string, string>>;
}

/** Listens to the functions' logs. */
export type LineListener = (functionName: string, line: string, requestId: string | undefined) => void;

/** What all seeds share: the stack's functions, in processes that stay warm. */
export class FunctionHosts implements FunctionInvoker {
  readonly #folder: string;
  readonly #hosts: ReadonlyMap<string, FunctionHost>;
  readonly #hearing: { listener: LineListener };

  private constructor(
    readonly stackDirectory: string,
    readonly blueprint: Blueprint,
    parts: { folder: string; hosts: readonly FunctionHost[]; hearing: { listener: LineListener } },
  ) {
    this.#folder = parts.folder;
    this.#hosts = new Map(parts.hosts.map((host) => [host.functionName, host]));
    this.#hearing = parts.hearing;
  }

  /**
   * Starts a gateway for each function of a stack. The functions get the smallest cells and accelerated time; all else is as
   * the stack and a seed's plan declare it.
   *
   * @throws `SimulationError` if the stack can't be read.
   */
  static async open({ stackDirectory, archives = {} }: FunctionHostsOptions): Promise<FunctionHosts> {
    const blueprint = readBlueprint(await readConfiguration(stackDirectory));
    const folder = await mkdtemp(join(tmpdir(), 'headwaters-faults-'));
    const preload = join(folder, 'accelerated-time.cjs');
    await writeFile(preload, acceleratedTimeSource);
    const hearing: { listener: LineListener } = { listener: () => undefined };
    const options = {
      region: blueprint.region,
      clock: acceleratedClock,
      nodePath: process.execPath,
      maxEnvironments,
      onLine: (...line: Parameters<LineListener>) => {
        hearing.listener(...line);
      },
    };
    const hosts = await Promise.all(
      blueprint.functions.map((plan) =>
        FunctionHost.open(prepared(plan, preload, archives), { ...options, folder: join(folder, plan.name) }),
      ),
    );
    return new FunctionHosts(stackDirectory, blueprint, { folder, hosts, hearing });
  }

  get hosts(): readonly FunctionHost[] {
    return [...this.#hosts.values()];
  }

  /**
   * Deploys all functions, the producer as a seed wants it.
   *
   * @throws `SimulationError` if an archive can't be read.
   */
  async deploy(producer: ProducerPlan): Promise<void> {
    const producers = new Set(this.blueprint.notifications.map(({ functionName }) => functionName));
    const deployed = this.hosts.map((host) =>
      host.deploy(producers.has(host.functionName) ? producerVariables(producer) : {}),
    );
    await Promise.all(deployed);
  }

  invoke(request: InvocationRequest): Promise<InvocationResult> {
    return this.#find(request.functionName).fleet.invoke(request);
  }

  reserveConcurrency(functionName: string, count: number | undefined): void {
    this.#find(functionName).fleet.reserveConcurrency(functionName, count);
  }

  /** Ends the processes of a function that are at work. */
  async crash(functionName: string): Promise<void> {
    await this.#find(functionName).fleet.crash(functionName);
  }

  /** Lets `listener` alone hear what the functions log from now on. */
  listen(listener: LineListener): void {
    this.#hearing.listener = listener;
  }

  /** Leaves nothing of a seed behind but warm processes. */
  tidy(): void {
    for (const { functionName } of this.hosts) this.reserveConcurrency(functionName, undefined);
  }

  /** Ends all processes and removes what was written. */
  async close(): Promise<void> {
    await Promise.all(this.hosts.map((host) => host.close()));
    await rm(this.#folder, { recursive: true, force: true });
  }

  #find(functionName: string): FunctionHost {
    const host = this.#hosts.get(functionName);
    if (host === undefined) throw new TypeError(`The stack has no function ${functionName}.`);
    return host;
  }
}

function prepared(
  plan: FunctionPlan,
  preload: string,
  archives: Readonly<Record<string, string>>,
): FunctionPlan {
  const environment: Record<string, string> = { ...plan.environment, NODE_OPTIONS: `--require=${preload}` };
  if ('CELL_BYTES' in environment) environment['CELL_BYTES'] = String(cellBytes);
  return { ...plan, environment, archivePath: archives[plan.name] ?? plan.archivePath };
}
