import { VirtualClock } from '../clock/virtual-clock.js';
import type { SimulationOptions } from '../simulation/simulation.js';
import { startSimulation } from '../simulation/start-simulation.js';
import type { ScriptStep } from './script.js';
import { ScriptedFunctions } from './scripted-functions.js';
import { NotificationDelays, StepPlayer } from './step-player.js';
import { type TranscriptEntry, recordTranscript } from './transcript.js';

/** What to play, and where to: a stack, whose functions' code is not used. */
export interface ScriptRun extends Pick<
  SimulationOptions,
  'stackDirectory' | 'stateFile' | 'allowUnsupported'
> {
  readonly steps: readonly ScriptStep[];
  readonly onEntry: (entry: TranscriptEntry) => void;
}

/**
 * Plays a script against a stack, on a clock that only the script moves and with functions that answer as the script says.
 * What happens is told in the order in which it happens. A day takes milliseconds.
 *
 * @throws the errors of {@link startSimulation}, and those of the AWS clients for a step that a service refuses.
 */
export async function playScript({ steps, onEntry, ...stack }: ScriptRun): Promise<void> {
  const clock = new VirtualClock();
  const functions = new ScriptedFunctions();
  const notifications = new NotificationDelays();
  const simulation = await startSimulation({
    ...stack,
    clock,
    invoker: functions,
    enforceLimits: false,
    notificationDelays: () => notifications.millis,
  });
  try {
    recordTranscript(simulation, clock, onEntry);
    const player = new StepPlayer({ simulation, clock, functions, notifications });
    try {
      for (const step of steps) await player.play(step);
    } finally {
      player.close();
    }
  } finally {
    await simulation.stop();
  }
}
