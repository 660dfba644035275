import type { PutObjectCall } from '../gateway/service-call.js';
import { drawCallFault } from './call-fault.js';
import { chance } from './chance.js';
import type { DrawnFault } from './drawn-fault.js';
import type { FaultContext } from './fault-context.js';
import type { RecordCount } from './record-count.js';

/** Who puts an object, and where. */
export interface PutObjectCaller {
  readonly functionName: string;
  readonly isConsumer: boolean;
  /** Whether it goes to an archive: a record of the stream, then, and no receipt. */
  readonly isArchived: boolean;
}

/** Draws what goes wrong with a call of PutObject. */
export function drawPutObjectFault(
  call: PutObjectCall,
  { functionName, isConsumer, isArchived }: PutObjectCaller,
  { context, records }: { readonly context: FaultContext; readonly records: RecordCount },
): DrawnFault | undefined {
  const { attempts, names, plan } = context;
  const attempt = attempts.at(`put ${names.ofKey(call.key)}`);
  if (isArchived && chance(plan.seed, 'denied', attempt.identity) < plan.faults.archiveDenied) {
    context.archiveDenied.add(call.key);
    return { fault: { kind: 'fail', when: 'before', status: 403, code: 'AccessDenied' } };
  }
  if (isArchived && attempt.number === 1 && records.isFatal(functionName)) {
    const when = attempt.draw('crash when') < 0.5 ? 'before' : 'after';
    return { fault: { kind: 'hang', when }, kills: true };
  }
  if (isConsumer && attempt.draw('hang') < 0.1 && context.take('consumerHangs')) {
    context.hangs.set(functionName, (context.hangs.get(functionName) ?? 0) + 1);
    return { fault: { kind: 'hang', when: attempt.draw('hang when') < 0.5 ? 'before' : 'after' } };
  }
  const fault = drawCallFault(attempt, plan.faults);
  return fault && { fault };
}
