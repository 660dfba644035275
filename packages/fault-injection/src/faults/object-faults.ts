import type { DeleteObjectCall, GetObjectCall, PutObjectCall } from '../gateway/service-call.js';
import { type DrawnFault, drawCallFault } from './call-faults.js';
import { drawRefusal } from './archive-refusals.js';
import type { FaultState } from './fault-state.js';

/** From this attempt on a read has no fault, so that the producer stays below its limit of failed reads at one byte. */
const firstReadWithoutFault = 3;

/**
 * Draws the fault of a GetObject call; undefined for none.
 *
 * @param isProducer - Whether the producer calls. Only the producer is killed while it reads.
 */
export function drawGetObjectFault(
  call: GetObjectCall,
  state: FaultState,
  isProducer: boolean,
): DrawnFault | undefined {
  const { attempts, names, plan } = state;
  const name = names.findByVersion(call.versionId);
  const attempt = attempts.at(`get ${name}`);
  if (attempt.number >= firstReadWithoutFault) return undefined;
  const storedBytes = plan.files.find((file) => file.name === name)?.stored.length ?? 0;
  const remainingBytes = storedBytes - call.firstByte;
  const afterBytes = Math.floor(remainingBytes * attempt.draw('byte'));
  if (isProducer && remainingBytes > 0 && attempt.draw('crash') < 0.2 && state.use('producerCrashes')) {
    return { fault: { kind: 'truncateBody', afterBytes, end: 'hang' }, kills: true };
  }
  if (remainingBytes > 0 && attempt.draw('cut') < plan.faults.bodyCut) {
    // A short invocation ends before its timeout even if the body hangs. Only the first attempt may hang: an event has three.
    const mayHang = isProducer && plan.producer.timeoutSeconds !== undefined && attempt.number === 1;
    const hangs = mayHang && attempt.draw('hang') < 0.5;
    return { fault: { kind: 'truncateBody', afterBytes, end: hangs ? 'hang' : 'reset' } };
  }
  const fault = drawCallFault(attempt, plan.faults);
  return fault && { fault };
}

interface PutObjectCaller {
  readonly functionName: string;
  readonly isConsumer: boolean;
  /** Whether the object goes to an archive. Otherwise it is a receipt, a quarantined Kinesis record or an attempt marker. */
  readonly isArchive: boolean;
}

/** The records of references are archived beside them. */
const isReferencedRecord = (key: string): boolean => key.includes('.record.');

/** Draws the fault of a PutObject call; undefined for none. */
export function drawPutObjectFault(
  call: PutObjectCall,
  { functionName, isConsumer, isArchive }: PutObjectCaller,
  { state, crashes }: { readonly state: FaultState; readonly crashes: ConsumerCrashes },
): DrawnFault | undefined {
  const { attempts, names, plan } = state;
  const attempt = attempts.at(`put ${names.identifyKey(call.key)}`);
  const isBlock = isArchive && !isReferencedRecord(call.key);
  if (isBlock && plan.faults.archiveRefused > 0 && drawRefusal(call, attempt.identity, state)) {
    return { fault: { kind: 'fail', when: 'before', status: 400, code: 'InvalidArgument' } };
  }
  if (isArchive && attempt.number === 1 && crashes.countRecord(functionName)) {
    const when = attempt.draw('crash when') < 0.5 ? 'before' : 'after';
    return { fault: { kind: 'hang', when }, kills: true };
  }
  if (isConsumer && attempt.draw('hang') < 0.1 && state.use('consumerHangs')) {
    return { fault: { kind: 'hang', when: attempt.draw('hang when') < 0.5 ? 'before' : 'after' } };
  }
  const fault = drawCallFault(attempt, plan.faults);
  return fault && { fault };
}

/** Draws the fault of a DeleteObject call, with which a consumer removes an attempt marker; undefined for none. */
export function drawDeleteObjectFault(
  { key }: DeleteObjectCall,
  { attempts, plan }: FaultState,
): DrawnFault | undefined {
  const fault = drawCallFault(attempts.at(`delete ${key}`), plan.faults);
  return fault && { fault };
}

/** Counts the Kinesis records of each consumer, and decides at which of them the consumer is killed. */
export class ConsumerCrashes {
  readonly #crashAt: ReadonlySet<number>;
  readonly #counts = new Map<string, number>();

  /** @param crashAt - Numbers of the Kinesis records at which each consumer is killed; 1 is its first. */
  constructor(crashAt: Iterable<number>) {
    this.#crashAt = new Set(crashAt);
  }

  /** Counts a Kinesis record of a consumer. Returns whether the consumer is to be killed now. */
  countRecord(functionName: string): boolean {
    const count = (this.#counts.get(functionName) ?? 0) + 1;
    this.#counts.set(functionName, count);
    return this.#crashAt.has(count);
  }
}
