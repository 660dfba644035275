import type {
  Fault,
  FaultPlan,
  GetObjectCall,
  PutObjectCall,
  PutRecordsCall,
  ServiceCall,
} from '@headwaters/fault-gateway';
import type { SeedPlan } from '../plan/seed-plan.js';
import { chance } from './chance.js';
import type { VersionNames } from './version-names.js';

/** Rounds over which an entry that is throttled is throttled again: this many, or one or two more. */
const minThrottledRounds = 3;

/** From this attempt on a call is left alone, so that every fault but a denial passes. */
const firstUntouchedAttempt = 5;

/** As above for reads: a body that breaks off three times at one byte is given up by right. */
const firstUntouchedRead = 3;

/** What a schedule has to do with beside the calls. */
export interface FaultScheduleOptions {
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
  readonly #attempts = new Map<string, number>();
  readonly #crashing = new Set<Fault>();
  readonly counts = new Map<string, number>();
  /** Names of the files that Kinesis denied the producer the key for. */
  readonly keyDenied = new Set<string>();
  /** Keys that the archive denies for good. */
  readonly archiveDenied = new Set<string>();
  /** When a function called last, in real time as `performance.now` counts it. */
  lastCallMillis = performance.now();
  #producerCrashes = 0;
  #consumerCrashes = 0;
  #kmsDenials = 0;
  #putRecordsCalls = 0;

  constructor(options: FaultScheduleOptions) {
    this.#options = options;
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
        return this.#faultFor(call, functionName);
      },
      struck: (call, fault) => {
        const isCrash = this.#crashing.has(fault);
        this.count(`${call.kind}: ${isCrash ? 'function killed' : nameOf(fault)}`);
        if (isCrash) crash();
      },
      served: (call) => {
        if (call.kind === 'putObject' && archiveBuckets.has(call.bucket)) onArchived(call.key);
      },
    };
  }

  /** Counts a fault that came about elsewhere. */
  count(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  #faultFor(call: ServiceCall, functionName: string): Fault | undefined {
    switch (call.kind) {
      case 'putRecords':
        return this.#putRecordsFault(call);
      case 'getObject':
        return this.#getObjectFault(call);
      case 'putObject':
        return this.#putObjectFault(call, functionName);
      case 'other':
        return undefined;
    }
  }

  #putRecordsFault(call: PutRecordsCall): Fault | undefined {
    const { plan, names, onPutRecords } = this.#options;
    onPutRecords((this.#putRecordsCalls += 1));
    const entries = call.entries.map((entry) => this.#attempt(`entry ${names.ofRecord(entry)}`));
    const [first] = entries;
    if (first === undefined) return undefined;
    if (this.#kmsDenials < plan.faults.kmsDenials && this.#draw('kms denied', first) < 0.1) {
      this.#kmsDenials += 1;
      for (const { identity } of entries)
        this.keyDenied.add(identity.slice('entry '.length).split('#')[0] ?? '');
      return { kind: 'fail', when: 'before', status: 400, code: 'KMSAccessDeniedException' };
    }
    const fault = this.#callFault(first, ['garbled', 'kmsThrottled', 'hung']) ?? this.#producerCrash(first);
    if (fault !== undefined) return fault;
    const places = entries.flatMap((entry, place) => (this.#isThrottled(entry) ? [place] : []));
    if (places.length === 0) return undefined;
    const code =
      this.#draw('code', first) < 0.8 ? 'ProvisionedThroughputExceededException' : 'InternalFailure';
    return { kind: 'refuseEntries', places, code };
  }

  #isThrottled({ identity, attempt }: Attempt): boolean {
    const { seed, faults } = this.#options.plan;
    if (chance(seed, 'throttled', identity) >= faults.throttledEntry) return false;
    return attempt <= minThrottledRounds + Math.floor(3 * chance(seed, 'rounds', identity));
  }

  #getObjectFault(call: GetObjectCall): Fault | undefined {
    const { plan, names } = this.#options;
    const name = names.ofVersion(call.versionId);
    const entry = this.#attempt(`get ${name}`);
    if (entry.attempt >= firstUntouchedRead) return undefined;
    const left = (plan.files.find((file) => file.name === name)?.stored.length ?? 0) - call.firstByte;
    const afterBytes = Math.floor(left * this.#draw('byte', entry));
    if (left > 0 && this.#producerCrashes < plan.faults.producerCrashes && this.#draw('crash', entry) < 0.2) {
      this.#producerCrashes += 1;
      return this.#crashWith({ kind: 'cutBody', afterBytes, end: 'hang' });
    }
    if (left > 0 && this.#draw('cut', entry) < plan.faults.bodyCut) {
      return { kind: 'cutBody', afterBytes, end: 'reset' };
    }
    return this.#callFault(entry, []);
  }

  #putObjectFault(call: PutObjectCall, functionName: string): Fault | undefined {
    const { plan, names, archiveBuckets, producerName } = this.#options;
    const entry = this.#attempt(`put ${names.ofKey(call.key)}`);
    const isDenied = chance(plan.seed, 'denied', entry.identity) < plan.faults.archiveDenied;
    if (isDenied && archiveBuckets.has(call.bucket)) {
      this.archiveDenied.add(call.key);
      return { kind: 'fail', when: 'before', status: 403, code: 'AccessDenied' };
    }
    const mayCrash = functionName !== producerName && this.#consumerCrashes < plan.faults.consumerCrashes;
    if (mayCrash && this.#draw('crash', entry) < 0.1) {
      this.#consumerCrashes += 1;
      const when = this.#draw('crash when', entry) < 0.5 ? 'before' : 'after';
      return this.#crashWith({ kind: 'hang', when });
    }
    return this.#callFault(entry, []);
  }

  #producerCrash(entry: Attempt): Fault | undefined {
    const { faults } = this.#options.plan;
    if (this.#producerCrashes >= faults.producerCrashes || this.#draw('crash', entry) >= 0.05)
      return undefined;
    this.#producerCrashes += 1;
    const when = this.#draw('crash when', entry) < 0.5 ? 'before' : 'after';
    return this.#crashWith({ kind: 'hang', when });
  }

  /** A fault of the call as a whole. `further` names those that only some calls can have. */
  #callFault(entry: Attempt, further: readonly ('garbled' | 'kmsThrottled' | 'hung')[]): Fault | undefined {
    if (entry.attempt >= firstUntouchedAttempt) return undefined;
    const { faults } = this.#options.plan;
    let draw = this.#draw('call', entry);
    const detail = this.#draw('detail', entry);
    for (const rate of ['failed', 'reset', 'lostResponse', 'delayed', ...further] as const) {
      if (draw < faults[rate]) return faultOf(rate, detail);
      draw -= faults[rate];
    }
    return undefined;
  }

  #crashWith(fault: Fault): Fault {
    this.#crashing.add(fault);
    return fault;
  }

  #attempt(identity: string): Attempt {
    const attempt = (this.#attempts.get(identity) ?? 0) + 1;
    this.#attempts.set(identity, attempt);
    return { identity, attempt };
  }

  #draw(what: string, { identity, attempt }: Attempt): number {
    return chance(this.#options.plan.seed, what, identity, attempt);
  }
}

interface Attempt {
  readonly identity: string;
  /** 1 for the first. */
  readonly attempt: number;
}

type CallRate = 'failed' | 'reset' | 'lostResponse' | 'delayed' | 'garbled' | 'kmsThrottled' | 'hung';

function faultOf(rate: CallRate, detail: number): Fault {
  const when = detail < 0.5 ? 'before' : 'after';
  switch (rate) {
    case 'failed':
      return { kind: 'fail', when, status: 500, code: 'InternalFailure' };
    case 'reset':
      return { kind: 'reset', when: 'before' };
    case 'lostResponse':
      return { kind: 'reset', when: 'after' };
    case 'delayed':
      return { kind: 'delay', millis: Math.ceil(detail * 20) };
    case 'kmsThrottled':
      return { kind: 'fail', when: 'before', status: 400, code: 'KMSThrottlingException' };
    case 'hung':
      return { kind: 'hang', when };
    case 'garbled': {
      const answers = ['notJson', 'empty', 'entryMissing', 'entriesBlank'] as const;
      return { kind: 'garble', answer: answers[Math.floor(detail * answers.length)] ?? 'empty' };
    }
  }
}

function nameOf(fault: Fault): string {
  switch (fault.kind) {
    case 'fail':
      return `${fault.code} ${fault.when} it was served`;
    case 'reset':
      return fault.when === 'after' ? 'response lost' : 'reset';
    case 'garble':
      return `garbage (${fault.answer})`;
    case 'refuseEntries':
      return `entries refused with ${fault.code}`;
    case 'hang':
    case 'delay':
    case 'cutBody':
      return fault.kind;
  }
}
