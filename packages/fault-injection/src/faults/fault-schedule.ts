import type { ReadingFailure } from '@headwaters/stack-simulator';
import type { Fault, FaultPlan } from '../gateway/fault.js';
import type { InvokeCall, PutObjectCall, ServiceCall } from '../gateway/service-call.js';
import type { FileNames } from '../plan/file-names.js';
import type { SeedPlan } from '../plan/seed-plan.js';
import { type DrawnFault, drawCallFault, nameFault } from './call-faults.js';
import { type Attempts, FaultState } from './fault-state.js';
import {
  ConsumerCrashes,
  drawDeleteObjectFault,
  drawGetObjectFault,
  drawPutObjectFault,
} from './object-faults.js';
import type { Outages } from './outages.js';
import { PutRecordsFaults } from './put-records-faults.js';

interface FaultScheduleOptions {
  readonly plan: SeedPlan;
  readonly names: FileNames;
  /** Names of the buckets in which consumers archive. */
  readonly archiveBuckets: ReadonlySet<string>;
  /** Name of the function that publishes. All others are consumers. */
  readonly producerName: string;
  readonly outages: Outages;
  /** Called at each PutRecords call with the number of calls so far. */
  readonly onPutRecords: (calls: number) => void;
  /** Called for each object that a consumer has stored. */
  readonly onStored: (call: PutObjectCall) => void;
}

/** The faults of one seed: drawn from the identity and the attempt of each call, and counted. */
export class FaultSchedule {
  readonly #options: FaultScheduleOptions;
  readonly #drawn = new Map<Fault, DrawnFault>();
  readonly #putRecords: PutRecordsFaults;
  readonly #crashes: ConsumerCrashes;
  #putRecordsCalls = 0;
  #isRepaired = false;
  readonly state: FaultState;
  /** Number of faults by name. */
  readonly counts = new Map<string, number>();
  /** Shards of which a read failed, as `FUNCTION SHARD`. */
  readonly failedReads = new Set<string>();
  /** Ids of the invocations in which a call failed or was delayed. */
  readonly faultyRequests = new Set<string>();
  /** Time of the latest call or log line of any function, in milliseconds of `performance.now`. */
  lastActivityMillis = performance.now();

  constructor(options: FaultScheduleOptions) {
    const { plan, names } = options;
    this.#options = options;
    this.state = new FaultState(plan, names);
    this.#putRecords = new PutRecordsFaults(this.state);
    this.#crashes = new ConsumerCrashes(plan.faults.consumerCrashesAfter);
  }

  /**
   * Returns the fault plan for the calls of one function.
   *
   * @param crash - Kills the function's busy processes.
   */
  forCaller(functionName: string, crash: () => void): FaultPlan {
    const { producerName, onStored } = this.#options;
    return {
      faultFor: (call) => {
        this.lastActivityMillis = performance.now();
        const drawn = this.#draw(call, functionName);
        if (drawn !== undefined) this.#drawn.set(drawn.fault, drawn);
        return drawn?.fault;
      },
      onFault: (call, fault) => {
        const drawn = this.#drawn.get(fault) ?? { fault };
        this.count(`${call.kind}: ${nameFault(drawn)}`);
        if (call.requestId !== undefined) this.faultyRequests.add(call.requestId);
        drawn.onFault?.();
        if (drawn.kills === true) crash();
      },
      onServed: (call) => {
        if (call.kind === 'putObject' && functionName !== producerName) onStored(call);
      },
    };
  }

  /** Returns the fault plan for the calls of operators. They are never killed by it. */
  forOperators(): FaultPlan {
    const { attempts, names } = this.state;
    return {
      faultFor: (call) => {
        this.lastActivityMillis = performance.now();
        if (this.#isRepaired) return undefined;
        const attempt = attempts.at(`operator ${identifyCall(call, names)}`);
        return drawCallFault(attempt, { ...this.#options.plan.faults, ...operatorRates });
      },
      onFault: (call, fault) => {
        this.count(`operator, ${call.kind}: ${nameFault({ fault })}`);
      },
    };
  }

  /** Ends all faults that can be repaired: those of calls, outages, reads and kills. */
  repair(): void {
    this.#isRepaired = true;
  }

  /** Returns the faults of the event source mappings' reads. */
  forReads(): ReadingFailure {
    const { attempts, plan } = this.state;
    const rate = () => (this.#isRepaired ? 0 : plan.faults.readFailed);
    return createReadFaults(attempts, rate, ({ functionName, shardId }, code) => {
      this.failedReads.add(`${functionName} ${shardId}`);
      this.count(`reading a shard: ${code}`);
    });
  }

  /**
   * Returns whether to kill a consumer because of a line of its log, which it writes once per Kinesis record. A consumer
   * with an archive writes no such line: it is killed at a PutObject call.
   */
  isFatalLine(functionName: string, line: string): boolean {
    if (this.#isRepaired || !line.includes('"message":"Block"') || !this.#crashes.countRecord(functionName))
      return false;
    this.count('log: function killed');
    return true;
  }

  /** Counts a fault that occurred outside the gateway. */
  count(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  #draw(call: ServiceCall, functionName: string): DrawnFault | undefined {
    const { producerName, archiveBuckets, outages, onPutRecords } = this.#options;
    const { state } = this;
    const isConsumer = functionName !== producerName;
    if (this.#isRepaired) return undefined;
    const outage = outages.faultFor(call, isConsumer ? 'consumers' : 'producer');
    if (outage !== undefined) return { fault: { ...outage }, isOutage: true };
    switch (call.kind) {
      case 'putRecords':
        onPutRecords((this.#putRecordsCalls += 1));
        return this.#putRecords.draw(call);
      case 'getObject':
        return drawGetObjectFault(call, state, !isConsumer);
      case 'putObject': {
        const isArchive = archiveBuckets.has(call.bucket);
        const caller = { functionName, isConsumer, isArchive };
        return drawPutObjectFault(call, caller, { state, crashes: this.#crashes });
      }
      case 'deleteObject':
        return drawDeleteObjectFault(call, state);
      case 'invoke':
        return drawInvokeFault(call, state);
      case 'other':
        return undefined;
    }
  }
}

/** Rates of the faults of operators' calls. Low, because some commands end with the first call that fails. */
const operatorRates = { failed: 0.01, reset: 0.01, lostResponse: 0.02, delayed: 0.02 };

/** Returns the identity of a call of an operator, without what differs between runs. */
function identifyCall(call: ServiceCall, names: FileNames): string {
  switch (call.kind) {
    case 'getObject':
    case 'putObject':
    case 'deleteObject':
      return `${call.kind} ${names.identifyKey(call.key)}`;
    case 'invoke':
      return `invoke ${call.functionName} for ${names.findIn(call.payload.toString('utf8')).join()}`;
    case 'other':
      return `${call.method} ${names.identifyKey(call.url)}`;
    case 'putRecords':
      return call.kind;
  }
}

/** Draws the fault of the call with which the producer continues an object in a new invocation. */
function drawInvokeFault(
  { payload }: InvokeCall,
  { attempts, names, plan }: FaultState,
): DrawnFault | undefined {
  const event = payload.toString('utf8');
  const cell = /"cell":(\d+)/.exec(event)?.[1] ?? '';
  const fault = drawCallFault(attempts.at(`continue ${names.findIn(event).join()} at ${cell}`), plan.faults);
  return fault && { fault };
}

/** Each entry is equally likely. The expired iterator is listed twice. */
const readErrorCodes = [
  'ExpiredIteratorException',
  'ExpiredIteratorException',
  'InternalFailureException',
  'KMSAccessDeniedException',
  'KMSThrottlingException',
  'ProvisionedThroughputExceededException',
] as const;

/** Each read is drawn independently, so that reads succeed in the end. */
function createReadFaults(
  attempts: Attempts,
  rate: () => number,
  onFailure: (read: Parameters<ReadingFailure>[0], code: (typeof readErrorCodes)[number]) => void,
): ReadingFailure {
  return (read) => {
    const attempt = attempts.at(`read ${read.shardId} for ${read.functionName}`);
    if (attempt.draw('fails') >= rate()) return undefined;
    const code =
      readErrorCodes[Math.floor(attempt.draw('code') * readErrorCodes.length)] ?? readErrorCodes[0];
    onFailure(read, code);
    return code;
  };
}
