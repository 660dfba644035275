import { VirtualClock } from '../clock/virtual-clock.js';
import { startSimulation } from '../simulation/start-simulation.js';
import { recordTranscript } from './record-transcript.js';
import type { ScriptStep } from './script.js';
import { ScriptedFunctions } from './scripted-functions.js';
import { StepPlayer } from './step-player.js';
import type { TranscriptEntry } from './transcript.js';

/** What to play, and where to. */
export interface ScriptRun {
  /** The folder with the stack's `cdk.tf.json`. Its functions' code is not used. */
  readonly stackDirectory: string;
  readonly steps: readonly ScriptStep[];
  readonly onEntry: (entry: TranscriptEntry) => void;
}

/**
 * Plays a script against a stack, on a clock that only the script moves and with functions that answer as the script says.
 * What happens is told in the order in which it happens. A day takes milliseconds.
 *
 * @throws the errors of {@link startSimulation}, and those of the AWS clients for a step that a service refuses.
 */
export async function playScript({ stackDirectory, steps, onEntry }: ScriptRun): Promise<void> {
  const clock = new VirtualClock();
  const functions = new ScriptedFunctions();
  const simulation = await startSimulation({
    stackDirectory,
    clock,
    invoker: functions,
    enforceLimits: false,
  });
  try {
    recordTranscript(simulation, clock, onEntry);
    const player = new StepPlayer({ simulation, clock, functions });
    try {
      for (const step of steps) await player.play(step);
    } finally {
      player.close();
    }
  } finally {
    await simulation.stop();
  }
}
