import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FaultGateway, startFaultGateway } from '@headwaters/fault-injection';
import { systemClock } from '@headwaters/local-services';
import {
  type Blueprint,
  FunctionFleet,
  type FunctionInvoker,
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
  const opened = await Promise.all(
    functions.map(async (plan) => {
      const gateway = await startFaultGateway();
      const fleet = await FunctionFleet.unpack({
        plans: [plan],
        region,
        endpoint: gateway.endpoint,
        folder: join(folder, plan.name),
        clock: systemClock,
        nodePath: process.execPath,
        onLine: (...line) => {
          emitLine(...line);
        },
      });
      return { name: plan.name, gateway, fleet };
    }),
  );
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
    stop: async () => {
      await Promise.all(opened.map(({ fleet }) => fleet.stop()));
      await Promise.all(opened.map(({ gateway }) => gateway.close()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function fleetOf(
  opened: readonly { readonly name: string; readonly gateway: FaultGateway; readonly fleet: FunctionFleet }[],
  functionName: string,
): FunctionFleet {
  const found = opened.find(({ name }) => name === functionName);
  if (found === undefined) throw new TypeError(`The stack has no function ${functionName}.`);
  return found.fleet;
}
