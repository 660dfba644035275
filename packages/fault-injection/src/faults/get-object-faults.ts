import type { GetObjectCall } from '../gateway/service-call.js';
import { drawCallFault } from './call-fault.js';
import type { DrawnFault } from './drawn-fault.js';
import type { FaultContext } from './fault-context.js';

/** From this attempt on reads are left alone: a body that breaks off three times at one byte is given up by right. */
const firstUntouchedRead = 3;

/**
 * Draws what goes wrong with a call of GetObject.
 *
 * @param isProducer - Whether the producer calls, which may be killed at any byte.
 */
export function drawGetObjectFault(
  call: GetObjectCall,
  context: FaultContext,
  isProducer: boolean,
): DrawnFault | undefined {
  const { attempts, names, plan } = context;
  const name = names.ofVersion(call.versionId);
  const attempt = attempts.at(`get ${name}`);
  if (attempt.number >= firstUntouchedRead) return undefined;
  const left = (plan.files.find((file) => file.name === name)?.stored.length ?? 0) - call.firstByte;
  const afterBytes = Math.floor(left * attempt.draw('byte'));
  if (isProducer && left > 0 && attempt.draw('crash') < 0.2 && context.take('producerCrashes')) {
    return { fault: { kind: 'cutBody', afterBytes, end: 'hang' }, kills: true };
  }
  if (left > 0 && attempt.draw('cut') < plan.faults.bodyCut) {
    // A short invocation stops before its end, whether the body comes or not: once, or an event would run out of attempts.
    const mayHang = isProducer && plan.producer.timeoutSeconds !== undefined && attempt.number === 1;
    const hangs = mayHang && attempt.draw('hang') < 0.5;
    return { fault: { kind: 'cutBody', afterBytes, end: hangs ? 'hang' : 'reset' } };
  }
  const fault = drawCallFault(attempt, plan.faults);
  return fault && { fault };
}
