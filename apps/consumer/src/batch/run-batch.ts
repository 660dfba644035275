import { OutOfTimeError } from '../errors.js';
import { plainExtent, runsOf, type Run } from '../record/plain-runs.js';
import type { StreamRecord } from '../record/stream-record.js';
import { untilAborted, type Deadline } from './deadline.js';
import { Lanes } from './lanes.js';
import { RecordAttempt, type AttemptContext, type RecordOutcome } from './record-attempt.js';

/** Largest number of Kinesis records or runs of different lanes that are in flight. */
const maxInFlight = 16;

/** Where a batch ended early. */
export interface BatchStop {
  readonly index: number;
  readonly sequenceNumber: string;
  /** Why; `undefined` if the time of the invocation was used up. */
  readonly error: Error | undefined;
}

export interface BatchResult {
  /** Of the Kinesis records before the stop, in the order of the batch. A run that was accepted together has one. */
  readonly outcomes: readonly RecordOutcome[];
  readonly stop: BatchStop | undefined;
}

type BatchContext = AttemptContext & { readonly deadline: Deadline };

/**
 * Attempts the Kinesis records of a batch: those of one lane in order, those of different lanes at the same time. After a failure
 * no other is started, and those that follow it are not acknowledged, although their sink may have accepted them already.
 */
export async function runBatch(
  records: readonly StreamRecord[],
  context: BatchContext,
): Promise<BatchResult> {
  const run = new BatchRun(context);
  await run.attemptAll(records);
  return run.result();
}

/** Share of the remaining time that a run at the start of a batch has; the rest is for its Kinesis records, one by one. */
const runTimeShare = 0.5;

class BatchRun {
  readonly #context: BatchContext;
  readonly #lanes: Lanes;
  /** By index of the Kinesis record; of a run that was accepted together, at its first one. */
  readonly #outcomes = new Map<number, RecordOutcome>();
  /** The earliest in the batch. */
  #stop: BatchStop | undefined;

  constructor(context: BatchContext) {
    const { sink, guard } = context;
    this.#context = context;
    this.#lanes = new Lanes(sink.laneOf === undefined || guard.oneByOne ? 1 : maxInFlight);
  }

  async attemptAll(records: readonly StreamRecord[]): Promise<void> {
    let index = 0;
    for await (const run of this.#runs(records)) {
      await this.#lanes.untilFree();
      if (this.#stop !== undefined) break;
      if (index > 0 && this.#context.deadline.hasPassed()) {
        this.#stopAt({ index, sequenceNumber: run[0].sequenceNumber, error: undefined });
        break;
      }
      await this.#start(index, run);
      index += run.length;
    }
    await this.#lanes.untilDone();
  }

  async *#runs(records: readonly StreamRecord[]): AsyncGenerator<Run, void> {
    // A marker names one Kinesis record, so while there are markers, there are no runs.
    if (this.#context.guard.oneByOne) return yield* records.map((record): Run => [record]);
    for (const run of runsOf(records)) {
      if (run.length === 1 || (await this.#mayBeOfOneObject(run[0]))) yield run;
      else yield* run.map((record): Run => [record]);
    }
  }

  /** Plain records of an object that nobody has stored are foreign records, which have nothing in common. */
  async #mayBeOfOneObject(record: StreamRecord): Promise<boolean> {
    const { findSource, signal } = this.#context;
    const digest = plainExtent(record)?.sourceDigest;
    if (findSource === undefined || digest === undefined) return false;
    try {
      return (await untilAborted(findSource(digest), signal)) !== undefined;
    } catch {
      // The attempt with the run fails in the same way, and reports it.
      return true;
    }
  }

  result(): BatchResult {
    // mutation-anchor: batch-result
    const end = this.#stop?.index ?? Infinity;
    const settled = [...this.#outcomes].filter(([index]) => index < end).sort(([a], [b]) => a - b);
    return { outcomes: settled.map(([, outcome]) => outcome), stop: this.#stop };
  }

  async #start(index: number, run: Run): Promise<void> {
    const attempt = this.#attempt(index, run);
    // Decoding may kill the process, so the marker must be written first.
    const lane = this.#context.guard.oneByOne ? '' : await attempt.lane();
    this.#lanes.add({
      lane,
      run: () =>
        run.length === 1 ? this.#runRecord(index, run[0], attempt) : this.#runTogether(index, run, attempt),
    });
  }

  #attempt(index: number, run: Run): RecordAttempt {
    return new RecordAttempt(run, { ...this.#context, isFirst: index === 0 });
  }

  async #runRecord(
    index: number,
    record: StreamRecord,
    attempt = this.#attempt(index, [record]),
  ): Promise<void> {
    if (this.#isStoppedBefore(index)) return;
    try {
      this.#outcomes.set(index, await attempt.run());
    } catch (error) {
      this.#failAt(index, record, error as Error);
    }
  }

  /** If not all of a run can be accepted, attempts its Kinesis records one by one, so that the failure is that of one of them. */
  async #runTogether(index: number, run: Run, attempt: RecordAttempt): Promise<void> {
    if (this.#isStoppedBefore(index)) return;
    try {
      const outcome = await this.#limitTime(index, run, (signal) => attempt.runTogether(signal));
      if (outcome !== undefined) {
        this.#outcomes.set(index, outcome);
        return;
      }
    } catch (error) {
      this.#failAt(index, run[0], error as Error);
      return;
    }
    for (const [place, record] of run.entries()) await this.#runRecord(index + place, record);
  }

  /** If an old Kinesis record at the start of the batch takes all the time, it must be known which one of the run it is. */
  #limitTime<Result>(
    index: number,
    run: Run,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const { deadline, isOld, signal } = this.#context;
    return index === 0 && run.some(isOld) ? deadline.limit(work, runTimeShare) : work(signal);
  }

  #isStoppedBefore(index: number): boolean {
    return this.#stop !== undefined && this.#stop.index < index;
  }

  #failAt(index: number, { sequenceNumber }: StreamRecord, error: Error): void {
    const isOutOfTime = error instanceof OutOfTimeError && index > 0;
    this.#stopAt({ index, sequenceNumber, error: isOutOfTime ? undefined : error });
  }

  #stopAt(stop: BatchStop): void {
    if (this.#stop === undefined || stop.index < this.#stop.index) this.#stop = stop;
  }
}
