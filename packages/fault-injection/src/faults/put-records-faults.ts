import { RandomSource } from '@headwaters/test-kit';
import type { PutRecordsCall } from '../gateway/service-call.js';
import { drawPoison } from '../plan/foreign-records.js';
import type { ForeignRecordPlan } from '../plan/seed-plan.js';
import { type DrawnFault, drawCallFault } from './call-faults.js';
import { type Attempt, type FaultContext, chance } from './fault-state.js';

/** Rounds over which an entry that is throttled is throttled again: this many, or one or two more. */
const minThrottledRounds = 3;

/** Draws what goes wrong with calls of PutRecords. */
export class PutRecordsFaults {
  readonly #context: FaultContext;
  /** Records that poison was slipped in behind, or not. */
  readonly #passed = new Set<string>();

  constructor(context: FaultContext) {
    this.#context = context;
  }

  draw(call: PutRecordsCall): DrawnFault | undefined {
    const { attempts, names, plan } = this.#context;
    const entries = call.entries.map((entry) => attempts.at(`entry ${names.ofRecord(entry)}`));
    const [first] = entries;
    if (first === undefined) return undefined;
    const fault = drawCallFault(first, plan.faults, ['garbled', 'kmsThrottled', 'hung', 'slow']);
    return (
      this.#denial(entries, first) ??
      (fault && { fault }) ??
      this.#crash(first) ??
      this.#refusals(entries, first) ??
      this.#poison(call)
    );
  }

  /** The whole call, and so the file's publication, for good. */
  #denial(entries: readonly Attempt[], first: Attempt): DrawnFault | undefined {
    if (first.draw('kms denied') >= 0.1 || !this.#context.take('kmsDenials')) return undefined;
    for (const { identity } of entries)
      this.#context.keyDenied.add(identity.slice('entry '.length).split('#')[0] ?? '');
    return { fault: { kind: 'fail', when: 'before', status: 400, code: 'KMSAccessDeniedException' } };
  }

  #crash(first: Attempt): DrawnFault | undefined {
    if (first.draw('crash') >= 0.05 || !this.#context.take('producerCrashes')) return undefined;
    const when = first.draw('crash when') < 0.5 ? 'before' : 'after';
    return { fault: { kind: 'hang', when }, kills: true };
  }

  #refusals(entries: readonly Attempt[], first: Attempt): DrawnFault | undefined {
    const places = entries.flatMap((entry, place) => (this.#isThrottled(entry) ? [place] : []));
    if (places.length === 0) return undefined;
    const code = first.draw('code') < 0.8 ? 'ProvisionedThroughputExceededException' : 'InternalFailure';
    return { fault: { kind: 'refuseEntries', places, code } };
  }

  #isThrottled({ identity, number }: Attempt): boolean {
    const { seed, faults } = this.#context.plan;
    if (chance(seed, 'throttled', identity) >= faults.throttledEntry) return false;
    return number <= minThrottledRounds + Math.floor(3 * chance(seed, 'rounds', identity));
  }

  /** Poison behind the records that are put for the first time, as often as the rate says for the lines in them. */
  #poison(call: PutRecordsCall): DrawnFault | undefined {
    const entries = call.entries.flatMap((entry) => this.#poisonBehind(entry) ?? []);
    if (entries.length === 0) return undefined;
    const onStrike = (): void => void this.#context.poison.push(...entries);
    return { fault: { kind: 'addEntries', entries }, onStrike };
  }

  #poisonBehind(entry: PutRecordsCall['entries'][number]): ForeignRecordPlan | undefined {
    const { names, plan } = this.#context;
    const name = names.ofRecord(entry);
    if (this.#passed.has(name)) return undefined;
    this.#passed.add(name);
    const { seed, faults } = plan;
    if (chance(seed, 'poison', name) >= faults.poison * names.linesOfRecord(entry)) return undefined;
    const random = new RandomSource(chance(seed, 'which poison', name) * 2 ** 32);
    return drawPoison(random, { name: `behind ${name}`, partitionKey: entry.partitionKey });
  }
}
