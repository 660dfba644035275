import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFaultGateway, type FaultGateway } from '@headwaters/fault-gateway';
import { systemClock } from '@headwaters/local-services';
import {
  FunctionFleet,
  readBlueprint,
  readConfiguration,
  type Blueprint,
  type FunctionFleetOptions,
  type FunctionInvoker,
  type FunctionPlan,
} from '@headwaters/stack-simulator';
import { acceleratedTimeSource } from './accelerated-time.js';

/** The smallest cell that the producer takes, in bytes: small files then have many blocks. */
export const cellBytes = 1_024;

/** What a workshop is set up with. */
export interface WorkshopOptions {
  /** The folder with the stack's `cdk.tf.json`. */
  readonly stackDirectory: string;
  /** Archives to run in place of those that the stack declares, by the name of the function. */
  readonly archives?: Readonly<Record<string, string>>;
}

/** Listens to the functions' logs. */
export type LineListener = (functionName: string, line: string, requestId: string | undefined) => void;

/** A function's warm processes. */
export interface Workplace {
  readonly functionName: string;
  /** What these processes call, and no others, so that it is known who calls. */
  readonly gateway: FaultGateway;
  readonly fleet: FunctionFleet;
}

/** What all seeds share. */
export interface Workshop extends FunctionInvoker {
  readonly stackDirectory: string;
  readonly blueprint: Blueprint;
  readonly workplaces: readonly Workplace[];
  /** Lets `listener` alone hear what the functions log from now on. */
  listen(listener: LineListener): void;
  /** Ends all processes and removes what was written. */
  close(): Promise<void>;
}

/**
 * Unpacks the functions of a stack and starts a gateway for each. The functions get the smallest cells and accelerated time;
 * all else is as the stack declares it.
 *
 * @throws `SimulationError` if the stack or an archive can't be read.
 */
export async function openWorkshop({ stackDirectory, archives = {} }: WorkshopOptions): Promise<Workshop> {
  const blueprint = readBlueprint(await readConfiguration(stackDirectory));
  const folder = await mkdtemp(join(tmpdir(), 'headwaters-faults-'));
  const preload = join(folder, 'accelerated-time.cjs');
  await writeFile(preload, acceleratedTimeSource);
  let hear: LineListener = () => undefined;
  const onLine: LineListener = (...line) => {
    hear(...line);
  };
  const workplaces = await Promise.all(
    blueprint.functions.map((plan) =>
      openWorkplace(prepared(plan, preload, archives), {
        ...{ region: blueprint.region, clock: systemClock, nodePath: process.execPath, onLine },
        folder: join(folder, plan.name),
      }),
    ),
  );
  const byName = new Map(workplaces.map((workplace) => [workplace.functionName, workplace]));
  return {
    ...{ stackDirectory, blueprint, workplaces },
    invoke: (request) => {
      const workplace = byName.get(request.functionName);
      if (workplace === undefined) throw new TypeError(`The stack has no function ${request.functionName}.`);
      return workplace.fleet.invoke(request);
    },
    listen: (listener) => {
      hear = listener;
    },
    close: async () => {
      await Promise.all(workplaces.map(({ fleet }) => fleet.stop()));
      await Promise.all(workplaces.map(({ gateway }) => gateway.close()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function openWorkplace(
  plan: FunctionPlan,
  options: Omit<FunctionFleetOptions, 'plans' | 'endpoint'>,
): Promise<Workplace> {
  const gateway = await startFaultGateway();
  const fleet = await FunctionFleet.unpack({ ...options, plans: [plan], endpoint: gateway.endpoint });
  return { functionName: plan.name, gateway, fleet };
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
