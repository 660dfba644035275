import { randomUUID } from 'node:crypto';
import { isObject } from '@headwaters/terraform-reader';
import type { Work } from '../clock/activity.js';
import type { InvocationOutcome, InvocationResult } from '../invocation/function-invoker.js';
import { batchEvent, newBatch, splitExpired, type Batch, type WindowPosition } from './batch.js';
import { decideNextBatches, readBatchResult } from './batch-result.js';
import type { BatchFailureCondition } from './failed-batch.js';
import type { KinesisEventRecord } from './kinesis-event-record.js';
import type { MappingContext } from './mapping-context.js';

const millisPerHour = 3_600_000;

/** Runs the batches of one lane in order, until each Kinesis record is accepted, failed or expired. */
export class BatchRun {
  readonly #context: MappingContext;
  readonly #shardId: string;
  #queue: readonly Batch[] = [];
  #endWait: () => void = () => undefined;

  constructor(context: MappingContext, shardId: string) {
    this.#context = context;
    this.#shardId = shardId;
  }

  /** Whether the queue is empty. */
  get done(): boolean {
    return this.#queue.length === 0;
  }

  /** The batches to invoke, in this order. The first one may be in flight. */
  get batches(): readonly Batch[] {
    return this.#queue;
  }

  /** Adds a batch at the end of the queue. */
  add(records: readonly KinesisEventRecord[], tumbling?: WindowPosition): void {
    this.#queue = [...this.#queue, newBatch(records, tumbling)];
  }

  /** Resolves when the queue is empty or the mapping is disabled. */
  async run(work: Work): Promise<void> {
    for (let batch = this.#queue[0]; batch !== undefined; batch = this.#queue[0]) {
      await work.wait(retryDelayMillis(batch.failures + batch.throttles), (wake) => (this.#endWait = wake));
      if (!this.#context.isActive()) return;
      const current = await this.#dropExpired(batch);
      const next = current === undefined ? [] : await this.#attempt(current);
      this.#queue = [...next, ...this.#queue.slice(1)];
    }
  }

  /** Ends a wait for a retry, so that {@link run} notices that the mapping is disabled. */
  interrupt(): void {
    this.#endWait();
  }

  /** Invokes the function with a batch and returns the batches to invoke next. */
  async #attempt(batch: Batch): Promise<readonly Batch[]> {
    const { plan, onAcknowledged } = this.#context;
    const invocation = await this.#invoke(batch);
    if (this.#context.activity.isStopped()) return [];
    const sequenceNumbers = batch.records.map(({ kinesis }) => kinesis.sequenceNumber);
    const result = readBatchResult(invocation.outcome, sequenceNumbers, plan.reportBatchItemFailures);
    const { accepted, next, failed } = decideNextBatches(batch, result, plan);
    if (result.kind !== 'failed' && batch.tumbling !== undefined) {
      keepState(batch.tumbling, invocation.outcome);
    }
    if (accepted.length > 0) onAcknowledged(this.#shardId, accepted);
    if (failed !== undefined) await this.#fail(failed, 'RetryAttemptsExhausted', invocation);
    return next;
  }

  #invoke(batch: Batch): Promise<InvocationResult> {
    const { invoker, plan } = this.#context;
    return invoker.invoke({
      functionName: plan.functionName,
      qualifier: plan.qualifier,
      requestId: randomUUID(),
      payload: JSON.stringify(batchEvent(batch, this.#shardId, plan.streamArn)),
      trigger: 'mapping',
      attempt: batch.invocations + 1,
    });
  }

  /** Removes the Kinesis records that are too old and returns the remaining batch, if any. */
  async #dropExpired(batch: Batch): Promise<Batch | undefined> {
    const { plan, clock, source, onExpired } = this.#context;
    const retentionHours = source.describe(plan.streamName)?.retentionHours ?? Infinity;
    const retained = splitExpired(batch, clock.now(), retentionHours * millisPerHour);
    if (retained.expired.length > 0) onExpired(this.#shardId, retained.expired);
    if (retained.remaining === undefined || plan.maximumRecordAgeSeconds < 0) return retained.remaining;
    const maximumAgeMillis = plan.maximumRecordAgeSeconds * 1_000;
    const { expired, remaining } = splitExpired(retained.remaining, clock.now(), maximumAgeMillis);
    if (expired.length > 0) {
      // AWS counts the skipped attempt: Kinesis records that were too old when first read have a count of 1.
      const failed = { ...batch, records: expired, invocations: batch.invocations + 1 };
      await this.#fail(failed, 'RecordAgeExceeded', undefined);
    }
    return remaining;
  }

  #fail(batch: Batch, condition: BatchFailureCondition, result: InvocationResult | undefined): Promise<void> {
    const { plan, target, clock, onFailed } = this.#context;
    return onFailed({
      condition,
      requestId: result?.requestId ?? randomUUID(),
      functionArn: target.arn,
      executedVersion: target.version,
      approximateInvokeCount: batch.invocations,
      functionError: result && (result.outcome.kind === 'failed' ? 'Unhandled' : null),
      shardId: this.#shardId,
      streamArn: plan.streamArn,
      records: batch.records,
      at: new Date(clock.now()),
    });
  }
}

/** Keeps the `state` that the function returned for the next invocation in the window. */
function keepState({ window }: WindowPosition, outcome: InvocationOutcome): void {
  if (outcome.kind !== 'succeeded') return;
  const response: unknown = JSON.parse(outcome.payload);
  window.state = (isObject(response) ? response['state'] : undefined) ?? {};
}

const firstDelayMillis = 500;
const maxDelayMillis = 60_000;

/**
 * Delay before the next attempt, after a number of consecutive failures (0 for none).
 *
 * AWS documents that Lambda retries until the Kinesis records expire, exceed their maximum age or use up the retries, but not
 * how long it waits (https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html, read 2026-11-28). 500 ms,
 * doubling, fits a recording of real AWS: seven attempts within a maximum record age of 60 s (LocalStack's snapshot
 * expire-while-retrying, read 2026-11-23). No recording shows the upper limit: 60 s is assumed.
 */
export function retryDelayMillis(failures: number): number {
  return failures === 0 ? 0 : Math.min(firstDelayMillis * 2 ** (failures - 1), maxDelayMillis);
}
