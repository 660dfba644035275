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

/** A stack's own functions, with a gateway before each that can break its calls. */
export interface DisturbedFunctions {
  /** For the simulation to run the functions with. */
  readonly invoker: FunctionInvoker;
  /** Lets the functions reach a simulation's services, and gives it their log lines. Until then their calls fail. */
  join(simulation: Pick<Simulation, 'endpoint' | 'events'>): void;
  /** Ends every process and frees the ports. */
  stop(): Promise<void>;
}

type OnLine = (functionName: string, line: string, requestId: string | undefined) => void;

/**
 * Makes the functions of a stack ready to run.
 *
 * @throws The simulator's ArchiveInvalidError if a function's code can't be unpacked.
 */
export async function disturbedFunctions(
  { functions, region }: Pick<Blueprint, 'functions' | 'region'>,
  faults: SwitchedFaults,
): Promise<DisturbedFunctions> {
  const folder = await mkdtemp(join(tmpdir(), 'headwaters-functions-'));
  let tell: OnLine = () => undefined;
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
          tell(...line);
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
      tell = (functionName, line, requestId) => {
        events.emit('log', { functionName, line, requestId });
      };
      for (const { name, gateway, fleet } of opened) {
        const plan = faults.planFor(name, () => void fleet.crash(name));
        gateway.direct({ endpoint, plan });
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
