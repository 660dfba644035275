import { formatSourceUri } from '@headwaters/pipeline-contract';
import { type DeliveryFailure, deliverRecords } from '../delivery/invoke-consumer.js';
import type { FailedKinesisRecord } from '../failures/stored-failure.js';
import type { RecoveryContext } from '../pipeline/recovery-context.js';
import type { PipelineConsumer } from '../pipeline/recovery-pipeline.js';
import type { ReportRecovery } from '../progress.js';
import type { MergedRecord, OpenFailure } from './merged-records.js';
import { Settlement } from './settlement.js';
import { Slots } from './slots.js';
import { storeClosures } from './store-closures.js';

export interface OrderedDeliveryOptions {
  readonly context: RecoveryContext;
  readonly consumer: PipelineConsumer;
  readonly concurrency: number;
  readonly report: ReportRecovery;
  readonly signal: AbortSignal;
  /** Returns data, in base64, that are delivered instead of those of the failure. Default: none. */
  readonly readData?: ((record: FailedKinesisRecord) => string | undefined) | undefined;
  /** Called once for each failure whose Kinesis records are all finished. */
  readonly finished: (failure: OpenFailure) => Promise<void>;
}

/**
 * Delivers batches of Kinesis records to one consumer, several at once, but those of one partition key in the order in which they
 * were added. After a failure, later Kinesis records of the same partition key are not delivered; others are.
 */
export class OrderedDelivery {
  readonly #options: OrderedDeliveryOptions;
  readonly #settlement: Settlement;
  readonly #slots: Slots;
  /** The latest batch of each partition key that is not finished. */
  readonly #latest = new Map<string, Promise<void>>();
  /** Partition keys of which a Kinesis record was not accepted, or must come first and is not selected. */
  readonly #blocked = new Set<string>();
  accepted = 0;
  failed = 0;
  heldBack = 0;
  settledBefore = 0;

  constructor(options: OrderedDeliveryOptions) {
    this.#options = options;
    this.#settlement = new Settlement(options.context, options.consumer.name);
    this.#slots = new Slots(options.concurrency);
  }

  /**
   * Delivers a batch when all earlier ones with a partition key of it are finished.
   *
   * @throws the errors of the SDK, also those of the batches that it waits for.
   */
  async deliver(batch: readonly MergedRecord[]): Promise<void> {
    const keys = new Set(batch.map(({ record }) => record.partitionKey));
    const earlier = new Set([...keys].flatMap((key) => this.#latest.get(key) ?? []));
    const done = this.#deliverAfter(earlier, batch);
    for (const key of keys) this.#latest.set(key, done);
    try {
      await done;
    } finally {
      for (const key of keys) if (this.#latest.get(key) === done) this.#latest.delete(key);
    }
  }

  async #deliverAfter(earlier: ReadonlySet<Promise<void>>, batch: readonly MergedRecord[]): Promise<void> {
    // If one of them ended with an error, this batch must not overtake it.
    await Promise.all(earlier);
    await this.#slots.use(() => this.#deliverNow(batch));
  }

  async #deliverNow(batch: readonly MergedRecord[]): Promise<void> {
    const { signal, context, consumer } = this.#options;
    signal.throwIfAborted();
    const before = await this.#settlement.settledOf(batch);
    const acknowledged = await this.#deliverOpen(batch.filter((_, index) => before[index] !== true));
    await storeClosures(context, consumer.name, { records: acknowledged, outcome: 'accepted' });
    const after = acknowledged.length === 0 ? [] : await this.#settlement.settledOf(acknowledged);
    for (const [index, { owners }] of acknowledged.entries()) {
      if (after[index] === true) this.accepted += 1;
      else for (const owner of owners) owner.unconfirmed += 1;
    }
    this.settledBefore += before.filter(Boolean).length;
    for (const { owners } of batch) for (const owner of owners) await this.#finishRecord(owner);
  }

  /** @returns what the consumer acknowledged. */
  async #deliverOpen(open: readonly MergedRecord[]): Promise<MergedRecord[]> {
    const acknowledged: MergedRecord[] = [];
    const { context, consumer, signal, readData = () => undefined } = this.#options;
    let rest = this.#withoutBlocked(open);
    let firstBatchRecords = Infinity;
    while (rest.length > 0) {
      const records = rest.map(({ record }) => ({ ...record, data: readData(record) ?? record.data }));
      const answer = await deliverRecords(context, consumer, {
        ...{ kind: 'redrive', records, signal, firstBatchRecords },
      });
      acknowledged.push(...rest.slice(0, answer.acknowledged));
      const failed = rest[answer.acknowledged];
      if (answer.failure === undefined || failed === undefined) break;
      this.#fail(failed, answer.failure);
      rest = this.#withoutKey(failed.record.partitionKey, rest.slice(answer.acknowledged + 1));
      firstBatchRecords = answer.failure.isOfBatch ? 1 : Infinity;
    }
    return acknowledged;
  }

  /** @param records - In order: one that is not selected blocks those after it. */
  #withoutBlocked(records: readonly MergedRecord[]): MergedRecord[] {
    return records.filter((merged) => {
      const { partitionKey } = merged.record;
      const isSelected = merged.owners.some(({ reference }) => reference.isSelected);
      if (isSelected && !this.#blocked.has(partitionKey)) return true;
      this.#blocked.add(partitionKey);
      if (isSelected) this.heldBack += 1;
      for (const owner of merged.owners) owner.heldBack += 1;
      return false;
    });
  }

  #withoutKey(partitionKey: string, records: readonly MergedRecord[]): MergedRecord[] {
    // mutation-anchor: redrive-key
    return records.filter(({ record, owners }) => {
      if (record.partitionKey !== partitionKey) return true;
      this.heldBack += 1;
      for (const owner of owners) owner.heldBack += 1;
      return false;
    });
  }

  #fail({ record, content, owners }: MergedRecord, { code, message }: DeliveryFailure): void {
    this.#blocked.add(record.partitionKey);
    this.failed += 1;
    for (const owner of owners) owner.failed += 1;
    const what =
      typeof content === 'string'
        ? `${content} Kinesis record ${record.sequenceNumber} of ${record.shardId}`
        : `${formatSourceUri(content.source)} bytes ${content.range.start} to ${content.range.end - 1}`;
    this.#options.report({ type: 'finding', subject: what, code, message });
  }

  async #finishRecord(owner: OpenFailure): Promise<void> {
    owner.pending -= 1;
    if (owner.pending === 0) await this.#options.finished(owner);
  }
}
