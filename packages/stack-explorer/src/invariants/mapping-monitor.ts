import type { KinesisEventRecord, TranscriptEntry } from '@headwaters/stack-simulator';
import { readBatchEnd, type BatchEnd } from './batch-end.js';
import type { Report } from './invariant.js';
import { checkDeliveryOrder } from './check-order.js';
import type { MappingRules } from './mapping-rules.js';
import { listNames, RecordHistories, type RecordHistory } from './record-history.js';
import { RetryCounts } from './retry-counts.js';

type Entry<Type extends TranscriptEntry['type']> = Extract<TranscriptEntry, { type: Type }>;

/** Checks what a mapping does against the invariants E1 to E7. */
export class MappingMonitor {
  readonly #rules: MappingRules;
  readonly #report: Report;
  readonly #histories = new RecordHistories();
  readonly #retries: RetryCounts;
  /** Parents of each shard, by the splits and merges so far. */
  readonly #parents = new Map<string, readonly string[]>();

  constructor(rules: MappingRules, report: Report) {
    this.#rules = rules;
    this.#report = report;
    this.#retries = new RetryCounts(rules, report);
  }

  /** Notes that a shard has parents. */
  onReshard(shardId: string, parents: readonly string[]): void {
    this.#parents.set(shardId, parents);
  }

  onInvocation({ event, outcome }: Entry<'invocation'>): void {
    const { Records: records } = event as { readonly Records: readonly KinesisEventRecord[] };
    const known = records.map((record) => this.#histories.find(record));
    const batch = records.map((record, index) => known[index] ?? this.#histories.add(record));
    this.#checkRepeats(batch);
    this.#checkParents(batch);
    checkDeliveryOrder({
      batch,
      isNew: (record) => !known.includes(record),
      all: [...this.#histories.all()],
      rules: this.#rules,
      report: this.#report,
    });
    this.#apply(batch, readBatchEnd(outcome, records, this.#rules.reportBatchItemFailures));
  }

  /** The checkpoint moved past these records. */
  onCheckpoint(records: readonly KinesisEventRecord[]): void {
    const accepted = this.#known(records);
    const early = accepted.filter(({ processed }) => !processed);
    if (early.length > 0)
      this.#report('E2', `the checkpoint moved past ${listNames(early)}, which the function did not process`);
    for (const record of accepted) {
      record.processed = false;
      this.#end(record, 'accepted');
    }
    this.#checkCheckpointOrder(accepted);
  }

  /** A failure record was sent for these records, or they were dropped. */
  onFailed(
    entry: Entry<'destination' | 'dropped'>,
    records: readonly KinesisEventRecord[],
    nowMillis: number,
  ): void {
    const failed = this.#known(records);
    if (entry.type === 'dropped' && this.#rules.onFailure !== undefined)
      this.#report('E1', `${listNames(failed)} was dropped without a failure record (${entry.reason})`);
    this.#retries.checkFailure(entry, failed, nowMillis);
    for (const record of failed) {
      if (record.processed)
        this.#report('E1', `a failure record names ${record.name}, which the function processed`);
      this.#end(record, entry.type === 'destination' ? 'sent' : 'dropped');
    }
    this.#checkCheckpointOrder(failed);
  }

  /** The names of the records that ended. */
  get ended(): readonly string[] {
    return [...this.#histories.all()].filter(({ end }) => end !== undefined).map(({ name }) => name);
  }

  /** What of the past can matter to a later check, in a form that is equal if it is equal. */
  get digest(): unknown {
    const records = [...this.#histories.all()]
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ id, end, processed, failedInvocations }) =>
        end === undefined ? [id, processed, failedInvocations] : [id],
      );
    return [records, this.#retries.digest];
  }

  #apply(batch: readonly RecordHistory[], end: BatchEnd): void {
    this.#retries.count(batch, end);
    for (const record of batch.slice(0, end.processed)) record.processed = true;
    const rest = batch.slice(end.processed);
    for (const record of rest) {
      if (end.kind === 'failed') record.failedInvocations += 1;
      if (end.kind === 'processed') record.failedInvocations = 0;
    }
  }

  #checkRepeats(batch: readonly RecordHistory[]): void {
    const repeated = batch.filter(({ end, processed }) => end !== undefined || processed);
    if (repeated.length > 0) this.#report('E7', `${listNames(repeated)} was delivered again after its end`);
  }

  /** A record of a parent must not occur after a record of a child. */
  #checkParents(batch: readonly RecordHistory[]): void {
    const [first] = batch;
    if (first === undefined) return;
    for (const other of this.#histories.all()) {
      if (!this.#isAncestor(first.shardId, other.shardId)) continue;
      this.#report('E6', `${first.name} was delivered after ${other.name}, which is in a child of its shard`);
      return;
    }
  }

  #isAncestor(shardId: string, of: string): boolean {
    const parents = this.#parents.get(of) ?? [];
    return parents.some((parent) => parent === shardId || this.#isAncestor(shardId, parent));
  }

  #end(record: RecordHistory, end: RecordHistory['end']): void {
    if (record.end !== undefined)
      this.#report('E7', `${record.name} was ${String(end)} after it was ${record.end}`);
    record.end = end;
  }

  /** Of one partition key and shard, whatever is before a record that ended has ended. */
  #checkCheckpointOrder(ended: readonly RecordHistory[]): void {
    for (const record of ended) {
      for (const other of this.#histories.all()) {
        const isBefore =
          other.shardId === record.shardId &&
          other.sequenceNumber < record.sequenceNumber &&
          (this.#rules.parallelizationFactor === 1 || other.partitionKey === record.partitionKey);
        if (isBefore && other.end === undefined)
          this.#report('E2', `the checkpoint moved past ${record.name} before ${other.name} ended`);
      }
    }
  }

  #known(records: readonly KinesisEventRecord[]): readonly RecordHistory[] {
    return records.map((record) => this.#histories.find(record) ?? this.#histories.add(record));
  }
}
