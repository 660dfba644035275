import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import type { Clock } from '@headwaters/local-services';
import { unzipSync } from 'fflate';
import type { FunctionPlan } from '../blueprint/functions.js';
import { ArchiveInvalidError } from '../errors.js';
import type { FunctionInvoker, InvocationRequest, InvocationResult } from '../invocation/function-invoker.js';
import { functionVariables } from './environment-variables.js';
import { ExecutionEnvironment } from './execution-environment.js';
import { FunctionRunner } from './function-runner.js';
import { linkRuntimeSdk } from './runtime-sdk.js';
import { runtimeSource } from './runtime.js';

/** Options of {@link FunctionFleet.unpack}. */
export interface FunctionFleetOptions {
  readonly plans: readonly FunctionPlan[];
  /** Folder for the functions' code. */
  readonly folder: string;
  /** The Node.js binary that runs the functions. */
  readonly nodePath: string;
  readonly region: string;
  /** Endpoint of the functions' AWS clients. */
  readonly endpoint: string;
  /** The clock of the timeouts. */
  readonly clock: Clock;
  /**
   * The time that the functions' `Date` shows at the start of an invocation, for a simulation with a virtual clock. During an
   * invocation it advances as in reality. Default: the machine's time.
   */
  readonly functionTime?: Pick<Clock, 'now'> | undefined;
  /** Called for each log line of a function. */
  readonly onLine: (functionName: string, line: string, requestId: string | undefined) => void;
  /** Maximum processes of a function without reserved concurrency. Default: 8. */
  readonly maxEnvironments?: number;
}

/** Runs the functions of a stack, each execution environment in a process of its own. */
export class FunctionFleet implements FunctionInvoker {
  readonly #options: FunctionFleetOptions;
  readonly #runtimePath: string;
  readonly #runners: ReadonlyMap<string, FunctionRunner>;

  private constructor(options: FunctionFleetOptions, runtimePath: string) {
    this.#options = options;
    this.#runtimePath = runtimePath;
    this.#runners = new Map(options.plans.map((plan) => [plan.name, this.#runner(plan)]));
  }

  /**
   * Extracts the functions' archives. No code runs before the first invocation.
   *
   * @throws {@link ArchiveInvalidError} if an archive is missing or damaged.
   */
  static async unpack(options: FunctionFleetOptions): Promise<FunctionFleet> {
    await mkdir(options.folder, { recursive: true });
    const runtimePath = join(options.folder, 'runtime.mjs');
    await writeFile(runtimePath, runtimeSource());
    await linkRuntimeSdk(options.folder);
    await Promise.all(
      options.plans.map((plan) => extractArchive(requireArchive(plan), taskRoot(options, plan.name))),
    );
    return new FunctionFleet(options, runtimePath);
  }

  /** Creates a fleet of the same code with other settings. It has processes of its own. */
  withPlans(plans: readonly FunctionPlan[]): FunctionFleet {
    return new FunctionFleet({ ...this.#options, plans }, this.#runtimePath);
  }

  async invoke(request: InvocationRequest): Promise<InvocationResult> {
    return await this.#find(request.functionName).invoke(request);
  }

  /** Kills the processes of all invocations in flight of a function, as if their host failed. */
  async crash(functionName: string): Promise<void> {
    await this.#find(functionName).crash();
  }

  /** Sets the reserved concurrency of a function: 0 throttles every invocation, `undefined` removes the reservation. */
  reserveConcurrency(functionName: string, count: number | undefined): void {
    this.#find(functionName).reserveConcurrency(count);
  }

  /** Kills all processes. */
  async stop(): Promise<void> {
    await Promise.all([...this.#runners.values()].map((runner) => runner.stop()));
  }

  #find(functionName: string): FunctionRunner {
    const runner = this.#runners.get(functionName);
    if (runner === undefined) throw new TypeError(`The stack has no function ${functionName}.`);
    return runner;
  }

  #runner(plan: FunctionPlan): FunctionRunner {
    const runtimePath = this.#runtimePath;
    const { nodePath, clock, functionTime, region, endpoint, maxEnvironments } = this.#options;
    const root = taskRoot(this.#options, plan.name);
    const onLine = (line: string, requestId: string | undefined): void => {
      this.#options.onLine(plan.name, line, requestId);
    };
    const startEnvironment = (version: string): ExecutionEnvironment => {
      const logStreamName = newLogStreamName(clock, version);
      const settings = { taskRoot: root, version, logStreamName, region, endpoint };
      const variables = functionVariables(plan, settings);
      return new ExecutionEnvironment({
        plan,
        nodePath,
        runtimePath,
        taskRoot: root,
        variables,
        clock,
        functionTime,
        onLine,
      });
    };
    return new FunctionRunner({ plan, startEnvironment, onLine, maxEnvironments });
  }
}

function taskRoot({ folder }: FunctionFleetOptions, functionName: string): string {
  return join(folder, functionName);
}

/** Each execution environment has a log stream of its own. */
function newLogStreamName(clock: Clock, version: string): string {
  const day = new Date(clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[${version}]${randomBytes(16).toString('hex')}`;
}

function requireArchive({ address, archivePath }: FunctionPlan): string {
  if (archivePath !== undefined) return archivePath;
  throw new ArchiveInvalidError(
    `${address} has no filename: its code is not on this machine, so it can't run here.`,
  );
}

/**
 * Extracts a function's archive into a folder.
 *
 * @throws {@link ArchiveInvalidError} if it is missing or damaged, or contains a path outside of the folder.
 */
async function extractArchive(archivePath: string, folder: string): Promise<void> {
  const entries = Object.entries(await readArchive(archivePath));
  for (const [path, content] of entries.filter(([name]) => !name.endsWith('/'))) {
    const target = join(folder, path);
    const inside = relative(folder, target);
    if (inside.startsWith('..') || isAbsolute(inside)) {
      throw new ArchiveInvalidError(`${archivePath} contains ${path}, which is outside of the archive.`);
    }
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}

async function readArchive(archivePath: string): Promise<Readonly<Record<string, Uint8Array>>> {
  try {
    return unzipSync(await readFile(archivePath));
  } catch (cause) {
    const problem = existsSync(archivePath) ? "can't be extracted" : 'does not exist';
    throw new ArchiveInvalidError(
      `The archive ${archivePath} ${problem}. Build the functions and synthesize the stack again.`,
      { cause },
    );
  }
}
