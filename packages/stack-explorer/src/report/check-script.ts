import {
  playScript,
  readBlueprint,
  readStack,
  VirtualClock,
  type ScriptRun,
  type TranscriptEntry,
} from '@headwaters/stack-simulator';
import type { Violation } from '../invariants/invariant.js';
import { Monitor } from '../invariants/monitor.js';

/**
 * Plays a script in the simulator, with local services and AWS clients, and checks its transcript against the invariants.
 * Delivery (E1) and uploads (E8) are checked if nothing is left in flight after the last step.
 *
 * The script must be for a stack like those of the worlds: the mapping starts at TRIM_HORIZON without filters, and every upload
 * is notified.
 */
export async function checkScript(script: ScriptRun): Promise<readonly Violation[]> {
  const monitor = new Monitor(readBlueprint(await readStack(script)), new VirtualClock().now());
  for (const step of script.steps) monitor.onStep(step);
  const onEntry = (entry: TranscriptEntry): void => {
    monitor.onEntry(entry);
    script.onEntry(entry);
  };
  const { idle } = await playScript({ ...script, onEntry });
  if (idle) monitor.onEnd();
  return monitor.violations;
}
