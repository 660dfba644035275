import type { ReadingFailure } from '@headwaters/stack-simulator';
import type { Fault, FaultPlan } from '../gateway/fault.js';
import type { InvokeCall, ServiceCall } from '../gateway/service-call.js';
import type { VersionNames } from '../plan/file-names.js';
import type { SeedPlan } from '../plan/seed-plan.js';
import { type DrawnFault, drawCallFault, nameOfFault } from './call-faults.js';
import { type Attempts, FaultContext } from './fault-state.js';
import { RecordCount, drawGetObjectFault, drawPutObjectFault } from './object-faults.js';
import { PutRecordsFaults } from './put-records-faults.js';

/** What a schedule has to do with beside the calls. */
interface FaultScheduleOptions {
  readonly plan: SeedPlan;
  readonly names: VersionNames;
  /** Whose objects may be denied for good. */
  readonly archiveBuckets: ReadonlySet<string>;
  /** The function that publishes; all others consume. */
  readonly producerName: string;
  /** Called with the number of PutRecords calls so far. */
  readonly onPutRecords: (calls: number) => void;
  /** Called for each object that was stored in an archive. */
  readonly onArchived: (key: string) => void;
}

/** What goes wrong in one seed: drawn by what each call is about and how often it was tried, and counted. */
export class FaultSchedule {
  readonly #options: FaultScheduleOptions;
  readonly #drawn = new Map<Fault, DrawnFault>();
  readonly #putRecords: PutRecordsFaults;
  readonly #records: RecordCount;
  #putRecordsCalls = 0;
  readonly context: FaultContext;
  readonly counts = new Map<string, number>();
  /** Shards of which a reading failed, as `function shard`. */
  readonly readingsFailed = new Set<string>();
  /** When a function called last, in real time as `performance.now` counts it. */
  lastCallMillis = performance.now();

  constructor(options: FaultScheduleOptions) {
    const { plan, names } = options;
    this.#options = options;
    this.context = new FaultContext(plan, names);
    this.#putRecords = new PutRecordsFaults(this.context);
    this.#records = new RecordCount(plan.faults.consumerCrashesAfter);
  }

  /**
   * What goes wrong with the calls of one function.
   *
   * @param crash - Ends the function's processes that are at work.
   */
  forCaller(functionName: string, crash: () => void): FaultPlan {
    const { archiveBuckets, onArchived } = this.#options;
    return {
      faultFor: (call) => {
        this.lastCallMillis = performance.now();
        const drawn = this.#draw(call, functionName);
        if (drawn !== undefined) this.#drawn.set(drawn.fault, drawn);
        return drawn?.fault;
      },
      struck: (call, fault) => {
        const drawn = this.#drawn.get(fault) ?? { fault };
        this.count(`${call.kind}: ${nameOfFault(drawn)}`);
        drawn.onStrike?.();
        if (drawn.kills === true) crash();
      },
      served: (call) => {
        if (call.kind === 'putObject' && archiveBuckets.has(call.bucket)) onArchived(call.key);
      },
    };
  }

  /** What goes wrong when mappings read. */
  forReadings(): ReadingFailure {
    const { attempts, plan } = this.context;
    return readingFaults(attempts, plan.faults.readingFailed, ({ functionName, shardId }, code) => {
      this.readingsFailed.add(`${functionName} ${shardId}`);
      this.count(`reading a shard: ${code}`);
    });
  }

  /** Whether a consumer that just logged a record is to be killed. One that archives is killed as it stores. */
  isFatalLine(functionName: string, line: string): boolean {
    if (!line.includes('"message":"Block"') || !this.#records.isFatal(functionName)) return false;
    this.count('log: function killed');
    return true;
  }

  /** Counts a fault that came about elsewhere. */
  count(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  #draw(call: ServiceCall, functionName: string): DrawnFault | undefined {
    const { producerName, archiveBuckets, onPutRecords } = this.#options;
    const { context } = this;
    const isConsumer = functionName !== producerName;
    switch (call.kind) {
      case 'putRecords':
        onPutRecords((this.#putRecordsCalls += 1));
        return this.#putRecords.draw(call);
      case 'getObject':
        return drawGetObjectFault(call, context, !isConsumer);
      case 'putObject': {
        const isArchived = archiveBuckets.has(call.bucket);
        const caller = { functionName, isConsumer, isArchived };
        return drawPutObjectFault(call, caller, { context, records: this.#records });
      }
      case 'invoke':
        return drawInvokeFault(call, context);
      case 'other':
        return undefined;
    }
  }
}

/** Draws what goes wrong when the producer hands the rest of an object to a fresh invocation. */
function drawInvokeFault(
  { payload }: InvokeCall,
  { attempts, names, plan }: FaultContext,
): DrawnFault | undefined {
  const text = payload.toString('utf8');
  const cell = /"cell":(\d+)/.exec(text)?.[1] ?? '';
  const fault = drawCallFault(attempts.at(`continue ${names.within(text).join()} at ${cell}`), plan.faults);
  return fault && { fault };
}

const codes = [
  'ExpiredIteratorException',
  'ExpiredIteratorException',
  'InternalFailureException',
  'KMSAccessDeniedException',
  'KMSThrottlingException',
  'ProvisionedThroughputExceededException',
] as const;

/** Draws which readings of shards fail. Each reading is drawn for itself, so that they succeed in the end. */
function readingFaults(
  attempts: Attempts,
  rate: number,
  onFailure: (reading: Parameters<ReadingFailure>[0], code: (typeof codes)[number]) => void,
): ReadingFailure {
  return (reading) => {
    const attempt = attempts.at(`read ${reading.shardId} for ${reading.functionName}`);
    if (attempt.draw('fails') >= rate) return undefined;
    const code = codes[Math.floor(attempt.draw('code') * codes.length)] ?? codes[0];
    onFailure(reading, code);
    return code;
  };
}
