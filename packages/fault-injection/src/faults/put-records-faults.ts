import { RandomSource } from '@headwaters/test-kit';
import type { PutRecordsCall } from '../gateway/service-call.js';
import { countRecords } from '../plan/file-names.js';
import { drawPoison } from '../plan/foreign-records.js';
import type { ForeignRecordPlan } from '../plan/seed-plan.js';
import { type DrawnFault, drawCallFault } from './call-faults.js';
import { type Attempt, type FaultState, chance } from './fault-state.js';

/** A throttled entry is throttled on its first attempts: this many, or one or two more. */
const minThrottledAttempts = 3;

/** Draws the faults of PutRecords calls. */
export class PutRecordsFaults {
  readonly #state: FaultState;
  /** Identities of the Kinesis records for which poison has been drawn. */
  readonly #seen = new Set<string>();

  constructor(state: FaultState) {
    this.#state = state;
  }

  /** Draws the fault of a call; undefined for none. */
  draw(call: PutRecordsCall): DrawnFault | undefined {
    const { attempts, names, plan } = this.#state;
    const entries = call.entries.map((entry) => attempts.at(`entry ${names.identifyRecord(entry)}`));
    const [first] = entries;
    if (first === undefined) return undefined;
    const fault = drawCallFault(first, plan.faults, ['corruptResponse', 'kmsThrottled', 'hung', 'slow']);
    return (
      this.#drawDenial(entries, first) ??
      (fault && { fault }) ??
      this.#drawCrash(first) ??
      this.#drawRefusals(entries, first) ??
      this.#drawPoison(call)
    );
  }

  /** Denies the KMS key. The producer does not retry, so that the publication of the file fails. */
  #drawDenial(entries: readonly Attempt[], first: Attempt): DrawnFault | undefined {
    if (first.draw('kms denied') >= 0.1 || !this.#state.use('kmsDenials')) return undefined;
    for (const { identity } of entries)
      this.#state.keyDenied.add(identity.slice('entry '.length).split('#')[0] ?? '');
    return { fault: { kind: 'fail', when: 'before', status: 400, code: 'KMSAccessDeniedException' } };
  }

  #drawCrash(first: Attempt): DrawnFault | undefined {
    if (first.draw('crash') >= 0.05 || !this.#state.use('producerCrashes')) return undefined;
    const when = first.draw('crash when') < 0.5 ? 'before' : 'after';
    return { fault: { kind: 'hang', when }, kills: true };
  }

  #drawRefusals(entries: readonly Attempt[], first: Attempt): DrawnFault | undefined {
    const indexes = entries.flatMap((entry, index) => (this.#isThrottled(entry) ? [index] : []));
    if (indexes.length === 0) return undefined;
    const code = first.draw('code') < 0.8 ? 'ProvisionedThroughputExceededException' : 'InternalFailure';
    return { fault: { kind: 'refuseEntries', indexes, code } };
  }

  #isThrottled({ identity, number }: Attempt): boolean {
    const { seed, faults } = this.#state.plan;
    if (chance(seed, 'throttled', identity) >= faults.throttledEntry) return false;
    return number <= minThrottledAttempts + Math.floor(3 * chance(seed, 'rounds', identity));
  }

  /** Adds poison to a call, at most once for each Kinesis record in it. */
  #drawPoison(call: PutRecordsCall): DrawnFault | undefined {
    const entries = call.entries.flatMap((entry) => this.#drawPoisonAfter(entry) ?? []);
    if (entries.length === 0) return undefined;
    const onFault = (): void => void this.#state.poison.push(...entries);
    return { fault: { kind: 'addEntries', entries }, onFault };
  }

  #drawPoisonAfter(entry: PutRecordsCall['entries'][number]): ForeignRecordPlan | undefined {
    const { names, plan } = this.#state;
    const name = names.identifyRecord(entry);
    if (this.#seen.has(name)) return undefined;
    this.#seen.add(name);
    const { seed, faults } = plan;
    if (chance(seed, 'poison', name) >= faults.poison * countRecords(entry)) return undefined;
    const random = new RandomSource(chance(seed, 'which poison', name) * 2 ** 32);
    return drawPoison(random, { name: `behind ${name}`, partitionKey: entry.partitionKey });
  }
}
