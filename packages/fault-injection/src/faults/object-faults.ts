import type { GetObjectCall, PutObjectCall } from '../gateway/service-call.js';
import { type DrawnFault, drawCallFault } from './call-faults.js';
import { type FaultContext, chance } from './fault-state.js';

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

/** Who puts an object, and where. */
interface PutObjectCaller {
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

/** Counts the records that consumers take, to kill them after some. */
export class RecordCount {
  readonly #fatal: ReadonlySet<number>;
  readonly #counts = new Map<string, number>();

  /** @param fatal - The numbers of the records after which each consumer is killed, 1 for its first. */
  constructor(fatal: Iterable<number>) {
    this.#fatal = new Set(fatal);
  }

  /** Counts one more record of a consumer, and says whether to kill it now. */
  isFatal(functionName: string): boolean {
    const count = (this.#counts.get(functionName) ?? 0) + 1;
    this.#counts.set(functionName, count);
    return this.#fatal.has(count);
  }
}
