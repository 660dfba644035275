import {
  type Simulation,
  type SimulationOptions,
  listConsumers,
  readSupportedStack,
  startSimulation,
} from '@headwaters/stack-simulator';
import { startFaultyFunctions } from './faults/faulty-functions.js';
import { poisonedRecord } from './faults/poisoned-record.js';
import { serviceFaults } from './faults/service-faults.js';
import { SwitchedFaults } from './faults/switched-faults.js';

/** A running stack and the faults that can be switched on in it. */
export interface WatchedPipeline {
  readonly simulation: Simulation;
  readonly faults: SwitchedFaults;
  /** Stops the simulation, the functions and the gateways. */
  stop(): Promise<void>;
}

/**
 * Starts a stack with a fault gateway between each function and the services.
 *
 * @throws The errors of {@link startSimulation}.
 */
export async function startWatchedPipeline(options: SimulationOptions): Promise<WatchedPipeline> {
  // A stack that is refused must not have started anything.
  const { blueprint } = await readSupportedStack(options);
  // A function of another project does not quarantine what it can't process.
  const poisons = listConsumers(blueprint)
    .filter(({ quarantines }) => quarantines)
    .map(poisonedRecord);
  const faults = new SwitchedFaults([...poisons, ...serviceFaults]);
  const functions = await startFaultyFunctions(blueprint, faults);
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
