import { randomUUID } from 'node:crypto';
import { isObject } from '@headwaters/terraform-reader';
import type { Work } from '../clock/activity.js';
import type { InvocationOutcome, InvocationResult } from '../invocation/function-invoker.js';
import { judgeBatch, readVerdict } from './batch-result.js';
import { type Batch, type WindowTurn, batchEvent, newBatch, splitExpired } from './batch.js';
import type { GiveUpCondition } from './failed-batch.js';
import type { KinesisEventRecord } from './kinesis-event-record.js';
import type { MappingContext } from './mapping-context.js';

const millisPerHour = 3_600_000;

/** Takes the batches of one lane to their end: accepted, given up or expired, in order. */
export class BatchRun {
  readonly #context: MappingContext;
  readonly #shardId: string;
  #queue: readonly Batch[] = [];
  #endWait: () => void = () => undefined;

  constructor(context: MappingContext, shardId: string) {
    this.#context = context;
    this.#shardId = shardId;
  }

  /** Whether there is nothing to try. */
  get done(): boolean {
    return this.#queue.length === 0;
  }

  /** Takes on a new batch, behind what is left of the one before. */
  add(records: readonly KinesisEventRecord[], tumbling?: WindowTurn): void {
    this.#queue = [...this.#queue, newBatch(records, tumbling)];
  }

  /** Resolves when every record was accepted, given up or expired, or when the mapping is closed. */
  async run(work: Work): Promise<void> {
    for (let batch = this.#queue[0]; batch !== undefined; batch = this.#queue[0]) {
      await work.wait(retryDelayMillis(batch.failures + batch.throttles), (wake) => (this.#endWait = wake));
      if (!this.#context.isOpen()) return;
      const current = await this.#dropExpired(batch);
      const next = current === undefined ? [] : await this.#attempt(current);
      this.#queue = [...next, ...this.#queue.slice(1)];
    }
  }

  /** Ends a wait for the next attempt, so that {@link run} sees that the mapping is closed. */
  interrupt(): void {
    this.#endWait();
  }

  /** Tries a batch once and gives what is to be tried next. */
  async #attempt(batch: Batch): Promise<readonly Batch[]> {
    const { plan, onAcknowledged } = this.#context;
    const result = await this.#invoke(batch);
    if (this.#context.activity.isStopped()) return [];
    const sequenceNumbers = batch.records.map(({ kinesis }) => kinesis.sequenceNumber);
    const verdict = readVerdict(result.outcome, sequenceNumbers, plan.reportBatchItemFailures);
    const { accepted, next, givenUp } = judgeBatch(batch, verdict, plan);
    if (verdict.kind !== 'failed' && batch.tumbling !== undefined) keepState(batch.tumbling, result.outcome);
    if (accepted.length > 0) onAcknowledged(this.#shardId, accepted);
    if (givenUp !== undefined) await this.#giveUp(givenUp, 'RetryAttemptsExhausted', result);
    return next;
  }

  #invoke(batch: Batch): Promise<InvocationResult> {
    const { invoker, plan } = this.#context;
    return invoker.invoke({
      functionName: plan.functionName,
      requestId: randomUUID(),
      payload: JSON.stringify(batchEvent(batch, this.#shardId, plan.streamArn)),
      trigger: 'mapping',
      attempt: batch.invocations + 1,
    });
  }

  /** Takes the records out that are too old to be tried, and gives what is left. */
  async #dropExpired(batch: Batch): Promise<Batch | undefined> {
    const { plan, clock, source, onExpired } = this.#context;
    const retentionHours = source.describe(plan.streamName)?.retentionHours ?? Infinity;
    const kept = splitExpired(batch, clock.now(), retentionHours * millisPerHour);
    if (kept.expired.length > 0) onExpired(this.#shardId, kept.expired);
    if (kept.remaining === undefined || plan.maximumRecordAgeSeconds < 0) return kept.remaining;
    const { expired, remaining } = splitExpired(
      kept.remaining,
      clock.now(),
      plan.maximumRecordAgeSeconds * 1_000,
    );
    if (expired.length > 0) {
      // The attempt that is not made counts: a record that was too old at first sight has a count of 1.
      const givenUp = { ...batch, records: expired, invocations: batch.invocations + 1 };
      await this.#giveUp(givenUp, 'RecordAgeExceeded', undefined);
    }
    return remaining;
  }

  #giveUp(batch: Batch, condition: GiveUpCondition, result: InvocationResult | undefined): Promise<void> {
    const { plan, functionPlan, clock, onGivenUp } = this.#context;
    return onGivenUp({
      condition,
      requestId: result?.requestId ?? randomUUID(),
      functionArn: functionPlan.arn,
      approximateInvokeCount: batch.invocations,
      functionError: result && (result.outcome.kind === 'failed' ? 'Unhandled' : null),
      shardId: this.#shardId,
      streamArn: plan.streamArn,
      records: batch.records,
      at: new Date(clock.now()),
    });
  }
}

/** What the function answers as its state is what its next invocation in the window is given. */
function keepState({ window }: WindowTurn, outcome: InvocationOutcome): void {
  if (outcome.kind !== 'succeeded') return;
  const answer: unknown = JSON.parse(outcome.payload);
  window.state = (isObject(answer) ? answer['state'] : undefined) ?? {};
}

const firstDelayMillis = 500;
const longestDelayMillis = 60_000;

/**
 * How long to wait before another attempt, after `failures` in a row (0 for none).
 *
 * AWS backs off exponentially and says no more. A first delay of half a second that doubles fits what was recorded on real
 * AWS: seven attempts within a record age of 60 s (LocalStack's snapshot expire-while-retrying, read 2026-11-23).
 */
export function retryDelayMillis(failures: number): number {
  return failures === 0 ? 0 : Math.min(firstDelayMillis * 2 ** (failures - 1), longestDelayMillis);
}
