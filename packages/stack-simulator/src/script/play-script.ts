import { Activity } from '../clock/activity.js';
import { VirtualClock } from '../clock/virtual-clock.js';
import type { SimulationOptions } from '../simulation/simulation.js';
import { startSimulation } from '../simulation/start-simulation.js';
import { ScriptStepFailedError } from '../errors.js';
import { checkNames } from './check-names.js';
import type { ScriptStep } from './script.js';
import { ScriptedFunctions } from './scripted-functions.js';
import { NotificationDelays, StepPlayer } from './step-player.js';
import { type TranscriptEntry, recordTranscript } from './transcript.js';

/** A script and the stack to play it against. The code of the stack's functions is not used. */
export interface ScriptRun extends Pick<
  SimulationOptions,
  'stackDirectory' | 'stateFile' | 'allowUnsupported' | 'createExternal'
> {
  readonly steps: readonly ScriptStep[];
  /** Called for each entry of the transcript, in order. */
  readonly onEntry: (entry: TranscriptEntry) => void;
}

/** The state of the stack after the last step. */
export interface ScriptEnd {
  /** Whether nothing is in flight, nothing waits for the clock and every Kinesis record was read. */
  readonly idle: boolean;
}

/**
 * Plays a script against a stack. The clock moves only in `advanceSeconds` steps, and the functions do what the script sets, so
 * a simulated day takes milliseconds.
 *
 * @throws the errors of {@link startSimulation}; {@link ScriptInvalidError} for a name that the stack does not have;
 * {@link ScriptStepFailedError} for a step that AWS would refuse.
 */
export async function playScript({ steps, onEntry, ...stack }: ScriptRun): Promise<ScriptEnd> {
  const clock = new VirtualClock();
  const activity = new Activity(clock);
  const functions = new ScriptedFunctions(activity);
  const notifications = new NotificationDelays();
  const simulation = await startSimulation({
    ...stack,
    clock,
    activity,
    runsCode: false,
    invoker: functions,
    enforceLimits: false,
    notificationDelays: () => notifications.millis,
  });
  try {
    checkNames(steps, simulation.blueprint);
    recordTranscript(simulation, clock, onEntry);
    const player = new StepPlayer({ simulation, clock, functions, notifications });
    try {
      for (const [index, step] of steps.entries()) await play(player, step, index);
      return { idle: activity.idle };
    } finally {
      player.close();
    }
  } finally {
    await simulation.stop();
  }
}

async function play(player: StepPlayer, step: ScriptStep, index: number): Promise<void> {
  try {
    await player.play(step);
  } catch (error) {
    // An error response to an AWS client. Any other error is a defect.
    if (error instanceof Error && '$metadata' in error)
      throw new ScriptStepFailedError(`steps.${index}.${Object.keys(step).join()}`, error);
    throw error;
  }
}
