import type { InvokeCall } from '../gateway/service-call.js';
import { drawCallFault } from './call-fault.js';
import type { DrawnFault } from './drawn-fault.js';
import type { FaultContext } from './fault-context.js';

/** Draws what goes wrong when the producer hands the rest of an object to a fresh invocation. */
export function drawInvokeFault(
  { payload }: InvokeCall,
  { attempts, names, plan }: FaultContext,
): DrawnFault | undefined {
  const text = payload.toString('utf8');
  const cell = /"cell":(\d+)/.exec(text)?.[1] ?? '';
  const fault = drawCallFault(attempts.at(`continue ${names.within(text).join()} at ${cell}`), plan.faults);
  return fault && { fault };
}
