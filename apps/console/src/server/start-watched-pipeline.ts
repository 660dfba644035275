import {
  type Simulation,
  type SimulationOptions,
  listConsumers,
  readBlueprint,
  readStack,
  startSimulation,
} from '@headwaters/stack-simulator';
import { disturbedFunctions } from './faults/faulty-functions.js';
import { poisonedRecord } from './faults/poisoned-record.js';
import { serviceFaults } from './faults/service-faults.js';
import { SwitchedFaults } from './faults/switched-faults.js';

/** A stack that runs, and the faults that can be switched on in it. */
export interface WatchedPipeline {
  readonly simulation: Simulation;
  readonly faults: SwitchedFaults;
  /** Ends everything. */
  stop(): Promise<void>;
}

/**
 * Starts a stack whose functions reach their services through gateways, so that faults can be switched on while it runs.
 *
 * @throws What {@link startSimulation} throws.
 */
export async function startWatchedPipeline(options: SimulationOptions): Promise<WatchedPipeline> {
  const blueprint = readBlueprint(await readStack(options));
  const poisons = listConsumers(blueprint).map(poisonedRecord);
  const faults = new SwitchedFaults([...poisons, ...serviceFaults]);
  const functions = await disturbedFunctions(blueprint, faults);
  try {
    const simulation = await startSimulation({ ...options, invoker: functions.invoker });
    functions.join(simulation);
    return {
      simulation,
      faults,
      stop: async () => {
        await simulation.stop();
        await functions.stop();
      },
    };
  } catch (error) {
    await functions.stop();
    throw error;
  }
}
