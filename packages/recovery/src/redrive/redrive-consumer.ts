import { maxDelivery } from '../delivery/invoke-consumer.js';
import { RecordInspector } from '../failures/carried-range.js';
import { parseStoredFailure } from '../failures/stored-failure.js';
import { forEachPaced } from '../pace/for-each.js';
import type { RecoveryContext } from '../pipeline/recovery-context.js';
import type { PipelineConsumer } from '../pipeline/recovery-pipeline.js';
import type { RecoveryOptions } from '../progress.js';
import type { FailureIndex, FailureReference } from './failure-index.js';
import { deleteFailure, readFailureText } from './failure-object.js';
import { type MergedRecord, mergeRecords, type OpenFailure } from './merged-records.js';
import { OrderedDelivery, type OrderedDeliveryOptions } from './ordered-delivery.js';
import type { InspectedRecord } from './settlement.js';

/** How the redrive of one consumer ended, in Kinesis records, unless noted. */
export interface ConsumerRedrive {
  readonly accepted: number;
  readonly failedAgain: number;
  readonly heldBack: number;
  /** Objects of the failures bucket. */
  readonly deleted: number;
  /** Objects of the failures bucket that another run, or the lifecycle of the bucket, has deleted. */
  readonly gone: number;
  /** Selected objects of the failures bucket that are left. */
  readonly left: number;
}

/** Batches that wait for earlier ones of their partition keys, for each one that is delivered. */
const waitingPerSlot = 4;

/**
 * Delivers the failures of one consumer again, in order, and deletes those that the ledger then shows as accepted or discarded.
 *
 * Memory: batches of up to 4 MB, five for each concurrent invocation, and the failures that {@link mergeRecords} has open.
 */
export async function redriveConsumer(
  context: RecoveryContext,
  { consumer, index }: { readonly consumer: PipelineConsumer; readonly index: FailureIndex },
  {
    concurrency,
    rate,
    report,
    signal,
    readData,
  }: RecoveryOptions & Pick<OrderedDeliveryOptions, 'signal' | 'readData'>,
): Promise<ConsumerRedrive> {
  const counts = { deleted: 0, gone: 0, left: 0 };
  const finished = async (failure: OpenFailure): Promise<void> => {
    // mutation-anchor: redriven-failure
    if (failure.isSettled) {
      if (!failure.reference.isSelected) return;
      await deleteFailure(context, failure.reference.key);
      counts.deleted += 1;
    } else if (failure.reference.isSelected) {
      counts.left += 1;
      reportLeft(context, failure, report);
    }
  };
  const delivery = new OrderedDelivery({
    ...{ context, consumer, concurrency, report, signal, readData, finished },
  });
  const reader = new FailureReader(context);
  const open = async (reference: FailureReference) => {
    const records = await reader.read(reference);
    if (records === undefined && reference.isSelected) counts.gone += 1;
    return records;
  };
  const total = index.counts.records;
  let [done, bytes] = [0, 0];
  const pace = { concurrency: concurrency * (1 + waitingPerSlot), rate, clock: context.clock, signal };
  await forEachPaced(batchesOf(mergeRecords(index.references, open)), pace, async (batch) => {
    await delivery.deliver(batch);
    const selected = batch.filter(({ owners }) => owners.some(({ reference }) => reference.isSelected));
    done += selected.length;
    for (const { record } of selected) bytes += Buffer.byteLength(record.data, 'base64');
    report({ type: 'progress', done, total: Math.max(total, done), unit: 'records', bytes });
  });
  const { accepted, failed: failedAgain, heldBack } = delivery;
  return { accepted, failedAgain, heldBack, ...counts };
}

/** Cuts Kinesis records into batches of one invocation. */
async function* batchesOf(
  records: AsyncIterable<MergedRecord>,
): AsyncGenerator<readonly MergedRecord[], void> {
  let batch: MergedRecord[] = [];
  let dataBytes = 0;
  for await (const merged of records) {
    const { shardId, data } = merged.record;
    const isFull = batch.length >= maxDelivery.records || dataBytes + data.length > maxDelivery.dataBytes;
    if (batch.length > 0 && (isFull || batch[0]?.record.shardId !== shardId)) {
      yield batch;
      [batch, dataBytes] = [[], 0];
    }
    batch.push(merged);
    dataBytes += data.length;
  }
  if (batch.length > 0) yield batch;
}

/** Reads failures again when it is their turn. */
class FailureReader {
  readonly #context: RecoveryContext;
  readonly #inspector: RecordInspector;

  constructor(context: RecoveryContext) {
    this.#context = context;
    this.#inspector = new RecordInspector(context);
  }

  async read({ key }: FailureReference): Promise<readonly InspectedRecord[] | undefined> {
    const { pipeline } = this.#context;
    const text = await readFailureText(this.#context, key);
    const stored = text === undefined ? undefined : parseStoredFailure({ key, text }, pipeline);
    if (stored === undefined || stored.kind === 'upload') return undefined;
    const records: InspectedRecord[] = [];
    for (const record of stored.records) {
      records.push({
        ...{ record, failedAtMillis: stored.at.getTime() },
        content: await this.#inspector.inspect(record),
      });
    }
    return records;
  }
}

function reportLeft(
  { pipeline }: Pick<RecoveryContext, 'pipeline'>,
  { reference, heldBack, unconfirmed }: OpenFailure,
  report: RecoveryOptions['report'],
): void {
  const finding = { type: 'finding', subject: `s3://${pipeline.failuresBucket}/${reference.key}` } as const;
  if (heldBack > 0) {
    const message = `Kinesis records held back: ${heldBack}. An older one of their partition key was not accepted, or is not selected.`;
    report({ ...finding, code: 'HEADWATERS_RECORDS_HELD_BACK', message });
  }
  if (unconfirmed > 0) {
    const message =
      `Kinesis records without a receipt: ${unconfirmed}. The consumer acknowledged them, but the ledger does not show them as ` +
      'accepted. Check that it has a ledger.';
    report({ ...finding, code: 'HEADWATERS_RECEIPT_MISSING', message });
  }
}
