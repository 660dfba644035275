import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FaultGateway, startFaultGateway } from '@headwaters/fault-injection';
import { systemClock } from '@headwaters/local-services';
import {
  type Blueprint,
  FunctionFleet,
  type FunctionInvoker,
  type FunctionPlan,
  type Simulation,
} from '@headwaters/stack-simulator';
import type { SwitchedFaults } from './switched-faults.js';

/** A stack's functions, each with a fault gateway between it and the services. */
export interface FaultyFunctions {
  /** Runs the functions; pass it to the simulation. */
  readonly invoker: FunctionInvoker;
  /** Connects the functions to a simulation's services and log. Before that, their calls fail. */
  join(simulation: Pick<Simulation, 'endpoint' | 'events'>): void;
  /** Stops all processes and closes the ports. */
  stop(): Promise<void>;
}

type OnLine = (functionName: string, line: string, requestId: string | undefined) => void;

/**
 * Unpacks the functions of a stack and starts their gateways.
 *
 * @throws The simulator's ArchiveInvalidError if an archive can't be unpacked.
 */
export async function startFaultyFunctions(
  { functions, region }: Pick<Blueprint, 'functions' | 'region'>,
  faults: SwitchedFaults,
): Promise<FaultyFunctions> {
  const folder = await mkdtemp(join(tmpdir(), 'headwaters-functions-'));
  let emitLine: OnLine = () => undefined;
  const results = await Promise.allSettled(
    functions.map((plan) =>
      openFunction({
        plan,
        region,
        folder: join(folder, plan.name),
        onLine: (...line) => {
          emitLine(...line);
        },
      }),
    ),
  );
  const opened = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const stop = async (): Promise<void> => {
    await Promise.all(opened.map(({ fleet }) => fleet.stop()));
    await Promise.all(opened.map(({ gateway }) => gateway.close()));
    await rm(folder, { recursive: true, force: true });
  };
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    // An open gateway would keep the process from exiting.
    await stop();
    throw failed.reason;
  }
  return {
    invoker: {
      invoke: (request) => fleetOf(opened, request.functionName).invoke(faults.spoil(request)),
    },
    join: ({ endpoint, events }) => {
      emitLine = (functionName, line, requestId) => {
        events.emit('log', { functionName, line, requestId });
      };
      for (const { name, gateway, fleet } of opened) {
        const plan = faults.planFor(name, () => void fleet.crash(name));
        gateway.setTarget({ endpoint, plan });
      }
    },
    stop,
  };
}

/** A function behind its gateway. */
interface OpenFunction {
  readonly name: string;
  readonly gateway: FaultGateway;
  readonly fleet: FunctionFleet;
}

async function openFunction({
  plan,
  region,
  folder,
  onLine,
}: {
  readonly plan: FunctionPlan;
  readonly region: string;
  readonly folder: string;
  readonly onLine: OnLine;
}): Promise<OpenFunction> {
  const gateway = await startFaultGateway();
  try {
    const fleet = await FunctionFleet.unpack({
      plans: [plan],
      region,
      endpoint: gateway.endpoint,
      folder,
      clock: systemClock,
      nodePath: process.execPath,
      onLine,
    });
    return { name: plan.name, gateway, fleet };
  } catch (error) {
    await gateway.close();
    throw error;
  }
}

function fleetOf(opened: readonly OpenFunction[], functionName: string): FunctionFleet {
  const found = opened.find(({ name }) => name === functionName);
  if (found === undefined) throw new TypeError(`The stack has no function ${functionName}.`);
  return found.fleet;
}
