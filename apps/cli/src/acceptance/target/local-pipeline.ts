import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FaultGateway, startFaultGateway } from '@headwaters/fault-injection';
import { systemClock } from '@headwaters/local-services';
import {
  type Blueprint,
  FunctionFleet,
  type FunctionFleetOptions,
  type FunctionInvoker,
  readBlueprint,
  readStack,
  type Simulation,
  startSimulation,
  VirtualClock,
} from '@headwaters/stack-simulator';
import type { DeniedObject } from '../changes/read-denial.js';

/** A stack in the simulator, on a virtual clock, with objects that its functions may not read. */
export interface LocalPipeline {
  readonly simulation: Simulation;
  readonly clock: VirtualClock;
  /** The objects whose reads are refused with 403 to the functions. */
  readonly denied: Set<DeniedObject>;
  /** Stops all processes and removes temporary folders. */
  stop(): Promise<void>;
}

/**
 * Starts a synthesized stack. What it declares and the simulator does not support is left out.
 *
 * @throws The errors of `startSimulation`.
 */
export async function startLocalPipeline(stackDirectory: string): Promise<LocalPipeline> {
  const blueprint = readBlueprint(await readStack({ stackDirectory }));
  const clock = new VirtualClock(Date.now());
  const functions = await startFunctions(blueprint, clock);
  try {
    const simulation = await startSimulation({
      stackDirectory,
      clock,
      allowUnsupported: true,
      // On a virtual clock a throttled function would wait forever.
      enforceLimits: false,
      invoker: functions.invoker,
    });
    const denied = new Set<DeniedObject>();
    functions.join(simulation.endpoint, denied);
    const stop = async () => {
      await simulation.stop();
      await functions.stop();
    };
    return { simulation, clock, denied, stop };
  } catch (error) {
    await functions.stop();
    throw error;
  }
}

/** The functions of a stack, behind a gateway that refuses reads of denied objects. */
interface DenyingFunctions {
  readonly invoker: FunctionInvoker;
  /** Connects the functions to the services. Before that, their calls fail. */
  join(endpoint: string, denied: ReadonlySet<DeniedObject>): void;
  stop(): Promise<void>;
}

async function startFunctions(blueprint: Blueprint, functionTime: VirtualClock): Promise<DenyingFunctions> {
  const gateway = await startFaultGateway();
  const folder = await mkdtemp(join(tmpdir(), 'headwaters-acceptance-'));
  const removeAll = async () => {
    await gateway.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const fleet = await unpackFunctions(blueprint, { folder, endpoint: gateway.endpoint, functionTime });
    return {
      invoker: fleet,
      join: (endpoint, denied) => {
        joinServices(gateway, endpoint, denied);
      },
      stop: async () => {
        await fleet.stop();
        await removeAll();
      },
    };
  } catch (error) {
    await removeAll();
    throw error;
  }
}

function unpackFunctions(
  { functions, region }: Blueprint,
  options: Pick<FunctionFleetOptions, 'folder' | 'endpoint' | 'functionTime'>,
): Promise<FunctionFleet> {
  return FunctionFleet.unpack({
    ...options,
    plans: functions,
    nodePath: process.execPath,
    region,
    // Processes run in real time, so their timeouts do too.
    clock: systemClock,
    onLine: () => undefined,
  });
}

function joinServices(gateway: FaultGateway, endpoint: string, denied: ReadonlySet<DeniedObject>): void {
  gateway.setTarget({
    endpoint,
    plan: {
      faultFor: (call) => {
        if (call.kind !== 'getObject') return undefined;
        const isDenied = [...denied].some(({ bucket, key }) => bucket === call.bucket && key === call.key);
        return isDenied ? { kind: 'fail', when: 'before', status: 403, code: 'AccessDenied' } : undefined;
      },
    },
  });
}
