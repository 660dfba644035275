import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '@headwaters/local-services';
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
import { killerModuleSource } from '../killers/killer-record.js';
import { consumerVariables } from '../plan/consumer-plan.js';
import { cellBytes, producerVariables } from '../plan/producer-plan.js';
import type { SeedPlan } from '../plan/seed-plan.js';
import { filledMapping, writeFillStack } from '../recovery/fill-stack.js';
import { type RecoveryFunctions, recoveryFunctions } from '../recovery/recovery-commands.js';
import { FunctionHost } from './function-host.js';

/** Largest number of processes per function. Starting more takes longer than they save. */
const maxEnvironments = 3;

/** The stack whose functions are hosted. */
export interface FunctionHostsOptions {
  /** Folder of the stack's `cdk.tf.json`. */
  readonly stackDirectory: string;
  /** Paths of code archives that replace those of the stack, by function name. Default: none. */
  readonly archives?: Readonly<Record<string, string>>;
  /** Functions that replace those of the recovery package. Default: none. */
  readonly recovery?: Partial<RecoveryFunctions>;
}

/** Receives the lines of the functions' logs. */
export type LogListener = (functionName: string, line: string, requestId: string | undefined) => void;

interface FunctionHostsParts {
  readonly stackDirectory: string;
  readonly blueprint: Blueprint;
  readonly recovery: Partial<RecoveryFunctions>;
  /** Temporary folder for code and modules. */
  readonly folder: string;
  readonly hosts: readonly FunctionHost[];
  readonly log: LogForwarder;
  readonly time: FunctionTime;
}

/** The functions of a stack. All seeds share their processes, which stay warm. */
export class FunctionHosts implements FunctionInvoker {
  readonly stackDirectory: string;
  readonly blueprint: Blueprint;
  /** What operators run. */
  readonly recoveryFunctions: RecoveryFunctions;
  readonly #folder: string;
  readonly #hosts: ReadonlyMap<string, FunctionHost>;
  readonly #log: LogForwarder;
  readonly #time: FunctionTime;
  #fillStack: Promise<string> | undefined;

  private constructor({ stackDirectory, blueprint, recovery, folder, hosts, log, time }: FunctionHostsParts) {
    this.stackDirectory = stackDirectory;
    this.blueprint = blueprint;
    this.recoveryFunctions = { ...recoveryFunctions, ...recovery };
    this.#folder = folder;
    this.#hosts = new Map(hosts.map((host) => [host.functionName, host]));
    this.#log = log;
    this.#time = time;
  }

  /**
   * Opens a host for each function of a stack. The functions get cells of {@link cellBytes} and accelerated time; the stack
   * and a seed's plan decide everything else.
   *
   * @throws `SimulationError` if the stack can't be read.
   */
  static async open({
    stackDirectory,
    archives = {},
    recovery = {},
  }: FunctionHostsOptions): Promise<FunctionHosts> {
    const blueprint = readBlueprint(await readConfiguration(stackDirectory));
    const folder = await mkdtemp(join(tmpdir(), 'headwaters-faults-'));
    const preload = join(folder, 'preload.cjs');
    await writeFile(preload, [acceleratedTimeSource, killerModuleSource].map(enclose).join('\n'));
    const log = new LogForwarder();
    const time = new FunctionTime();
    const options = {
      region: blueprint.region,
      clock: acceleratedClock,
      functionTime: time,
      nodePath: process.execPath,
      maxEnvironments,
      onLine: log.forward,
    };
    const hosts = await Promise.all(
      blueprint.functions.map((plan) =>
        FunctionHost.open(preparePlan(plan, preload, archives), {
          ...options,
          folder: join(folder, plan.name),
        }),
      ),
    );
    return new FunctionHosts({ stackDirectory, blueprint, recovery, folder, hosts, log, time });
  }

  get all(): readonly FunctionHost[] {
    return [...this.#hosts.values()];
  }

  /** Returns the folder of the stack with which a seed starts. With a fill, its last mapping is disabled at first. */
  async stackOf({ recovery }: Pick<SeedPlan, 'recovery'>): Promise<string> {
    if (recovery?.fills !== true) return this.stackDirectory;
    this.#fillStack ??= writeFillStack(this.stackDirectory, this.#folder, filledMapping(this.blueprint));
    return await this.#fillStack;
  }

  /**
   * Deploys all functions with the settings of a seed.
   *
   * @param clock - The time that the functions see.
   * @throws `SimulationError` if a code archive can't be read.
   */
  async deploy({ producer, consumer }: Pick<SeedPlan, 'producer' | 'consumer'>, clock: Clock): Promise<void> {
    this.#time.clock = clock;
    const producers = new Set(this.blueprint.notifications.map(({ functionName }) => functionName));
    const deployments = this.all.map((host) =>
      host.deploy(
        producers.has(host.functionName) ? producerVariables(producer) : consumerVariables(consumer),
      ),
    );
    await Promise.all(deployments);
  }

  invoke(request: InvocationRequest): Promise<InvocationResult> {
    return this.#find(request.functionName).fleet.invoke(request);
  }

  reserveConcurrency(functionName: string, count: number | undefined): void {
    this.#find(functionName).fleet.reserveConcurrency(functionName, count);
  }

  /** Kills the busy processes of a function. */
  async crash(functionName: string): Promise<void> {
    await this.#find(functionName).fleet.crash(functionName);
  }

  /** Forwards all further log lines to `listener`, and to no other. */
  setLogListener(listener: LogListener): void {
    this.#log.listener = listener;
  }

  /** Removes the state of a seed. The processes stay warm. */
  reset(): void {
    for (const { functionName } of this.all) this.reserveConcurrency(functionName, undefined);
  }

  /** Stops all processes and gateways, and removes the temporary folder. */
  async close(): Promise<void> {
    await Promise.all(this.all.map((host) => host.close()));
    await rm(this.#folder, { recursive: true, force: true });
  }

  #find(functionName: string): FunctionHost {
    const host = this.#hosts.get(functionName);
    if (host === undefined) throw new TypeError(`The stack has no function ${functionName}.`);
    return host;
  }
}

/** Forwards log lines to the listener of the current seed. */
class LogForwarder {
  listener: LogListener = () => undefined;

  readonly forward: LogListener = (...line) => {
    this.listener(...line);
  };
}

/** The time of the current seed. */
class FunctionTime implements Pick<Clock, 'now'> {
  clock: Pick<Clock, 'now'> = systemClock;

  now(): number {
    return this.clock.now();
  }
}

/** Makes the declarations of a CommonJS module local, so that several can stand in one file. */
function enclose(moduleSource: string): string {
  return `(() => {\n${moduleSource}})();`;
}

/** Adds the preloaded module, the cell size and the code archive to the plan of a function. */
function preparePlan(
  plan: FunctionPlan,
  preload: string,
  archives: Readonly<Record<string, string>>,
): FunctionPlan {
  const environment: Record<string, string> = { ...plan.environment, NODE_OPTIONS: `--require=${preload}` };
  if ('CELL_BYTES' in environment) environment['CELL_BYTES'] = String(cellBytes);
  return { ...plan, environment, archivePath: archives[plan.name] ?? plan.archivePath };
}
