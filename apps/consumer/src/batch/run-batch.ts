import { OutOfTimeError } from '../errors.js';
import type { StreamRecord } from '../record/stream-record.js';
import type { Deadline } from './deadline.js';
import { Lanes } from './lanes.js';
import { RecordAttempt, type AttemptContext, type RecordOutcome } from './record-attempt.js';

/** Largest number of Kinesis records of different lanes that are in flight. */
const maxInFlight = 16;

/** Where a batch ended early. */
export interface BatchStop {
  readonly index: number;
  readonly sequenceNumber: string;
  /** Why; `undefined` if the time of the invocation was used up. */
  readonly error: Error | undefined;
}

export interface BatchResult {
  /** Of the Kinesis records before the stop, in the order of the batch. */
  readonly outcomes: readonly RecordOutcome[];
  readonly stop: BatchStop | undefined;
}

/**
 * Attempts the Kinesis records of a batch: those of one lane in order, those of different lanes at the same time. After a failure
 * no other is started, and those that follow it are not acknowledged, although their sink may have accepted them already.
 */
export async function runBatch(
  records: readonly StreamRecord[],
  context: AttemptContext & { readonly deadline: Deadline },
): Promise<BatchResult> {
  const run = new BatchRun(context);
  await run.attemptAll(records);
  return run.result(records.length);
}

class BatchRun {
  readonly #context: AttemptContext & { readonly deadline: Deadline };
  readonly #lanes: Lanes;
  readonly #outcomes: RecordOutcome[] = [];
  /** The earliest in the batch. */
  #stop: BatchStop | undefined;

  constructor(context: AttemptContext & { readonly deadline: Deadline }) {
    const { sink, guard } = context;
    this.#context = context;
    this.#lanes = new Lanes(sink.laneOf === undefined || guard.oneByOne ? 1 : maxInFlight);
  }

  async attemptAll(records: readonly StreamRecord[]): Promise<void> {
    for (const [index, record] of records.entries()) {
      await this.#lanes.untilFree();
      if (this.#stop !== undefined) break;
      if (index > 0 && this.#context.deadline.hasPassed()) {
        this.#stopAt({ index, sequenceNumber: record.sequenceNumber, error: undefined });
        break;
      }
      this.#start(index, record);
    }
    await this.#lanes.untilDone();
  }

  result(recordCount: number): BatchResult {
    // mutation-anchor: batch-result
    const outcomes = this.#outcomes.slice(0, this.#stop?.index ?? recordCount);
    return { outcomes, stop: this.#stop };
  }

  #start(index: number, record: StreamRecord): void {
    const attempt = new RecordAttempt(record, { ...this.#context, isFirst: index === 0 });
    // Decoding may kill the process, so the marker must be written first.
    const lane = this.#context.guard.oneByOne ? '' : attempt.lane();
    this.#lanes.add({
      lane,
      run: () => this.#run(attempt, { index, sequenceNumber: record.sequenceNumber }),
    });
  }

  async #run(attempt: RecordAttempt, place: Pick<BatchStop, 'index' | 'sequenceNumber'>): Promise<void> {
    const { index } = place;
    if (this.#stop !== undefined && this.#stop.index < index) return;
    try {
      this.#outcomes[index] = await attempt.run();
    } catch (error) {
      const isOutOfTime = error instanceof OutOfTimeError && index > 0;
      this.#stopAt({ ...place, error: isOutOfTime ? undefined : (error as Error) });
    }
  }

  #stopAt(stop: BatchStop): void {
    if (this.#stop === undefined || stop.index < this.#stop.index) this.#stop = stop;
  }
}
