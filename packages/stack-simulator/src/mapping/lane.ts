import type { Work } from '../clock/activity.js';
import { BatchRun } from './batch-run.js';
import { cutBatch } from './batch.js';
import type { KinesisEventRecord } from './kinesis-event-record.js';
import type { MappingContext } from './mapping-context.js';
import { type TumblingWindow, WindowTracker } from './tumbling-window.js';

const nothing = (): void => undefined;

/** What a lane tells its shard's reader. */
export interface LaneListener {
  /** Records were taken off the lane: there is room for more. */
  onRoom(): void;
}

/** One line of batches of a shard: the next one starts when the one before is done with. */
export class Lane {
  readonly #context: MappingContext;
  readonly #listener: LaneListener;
  readonly #batchRun: BatchRun;
  readonly #windows: WindowTracker | undefined;
  #waiting: KinesisEventRecord[] = [];
  #waitingBytes = 0;
  #working = false;
  #endWait: () => void = nothing;
  #onOffer: () => void = nothing;

  constructor(context: MappingContext, shardId: string, listener: LaneListener) {
    this.#context = context;
    this.#listener = listener;
    this.#batchRun = new BatchRun(context, shardId);
    const { tumblingWindowSeconds } = context.plan;
    this.#windows = tumblingWindowSeconds > 0 ? new WindowTracker(tumblingWindowSeconds) : undefined;
  }

  /** Whether nothing waits and nothing is under way. */
  get idle(): boolean {
    return !this.#working && this.#isDone();
  }

  get waitingRecords(): number {
    return this.#waiting.length;
  }

  /** Data of the records that wait, as base64. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** Adds a record at the end of the line. */
  offer(record: KinesisEventRecord): void {
    this.#waiting.push(record);
    this.#waitingBytes += record.kinesis.data.length;
  }

  /** Sets to work on what waits, unless work is under way. */
  start(): void {
    if (this.#working) {
      this.#onOffer();
    } else if (this.#context.isOpen() && !this.#isDone()) {
      this.#working = true;
      void this.#work();
    }
  }

  /** Lets the work under way see that the mapping is closed. */
  interrupt(): void {
    this.#endWait();
    this.#batchRun.interrupt();
  }

  async #work(): Promise<void> {
    const { activity, isOpen } = this.#context;
    const work = activity.begin();
    while (isOpen() && !this.#isDone()) {
      if (this.#batchRun.done) await this.#prepare(work);
      this.#listener.onRoom();
      await this.#batchRun.run(work);
    }
    this.#working = false;
    this.#listener.onRoom();
    work.end();
  }

  #isDone(): boolean {
    return this.#waiting.length === 0 && this.#batchRun.done && this.#windows?.open !== true;
  }

  /** Makes the next batch, if it is time for one. */
  async #prepare(work: Work): Promise<void> {
    const { clock, isOpen, plan } = this.#context;
    const gatherMillis = plan.batchingWindowSeconds * 1_000;
    const step = this.#windows?.next(this.#waiting, clock.now());
    if (step?.kind === 'final') {
      this.#batchRun.add([], { ...step, isFinal: true });
    } else if (step?.kind === 'wait') {
      await this.#wait(work, step.millis, () => true);
    } else if (step === undefined) {
      await this.#wait(work, gatherMillis, () => this.#cut().full);
      if (isOpen()) this.#batchRun.add(this.#take(Infinity));
    } else {
      await this.#wait(
        work,
        Math.min(gatherMillis, step.window.endMillis - clock.now()),
        () => this.#cut().full,
      );
      if (isOpen()) this.#addOf(step.window);
    }
  }

  #addOf(window: TumblingWindow): void {
    const step = this.#windows?.next(this.#waiting, this.#context.clock.now());
    const count = step?.kind === 'records' ? step.count : 0;
    this.#batchRun.add(this.#take(count), { window, isFinal: false, isTerminatedEarly: false });
  }

  /** Waits, unless there is reason not to, now or when records come. */
  async #wait(work: Work, millis: number, isReasonToEnd: () => boolean): Promise<void> {
    if (millis <= 0 || (this.#waiting.length > 0 && isReasonToEnd())) return;
    await work.wait(millis, (wake) => {
      this.#endWait = wake;
      this.#onOffer = () => {
        if (isReasonToEnd()) wake();
      };
    });
    this.#onOffer = nothing;
  }

  #take(most: number): readonly KinesisEventRecord[] {
    const taken = this.#waiting.splice(0, Math.min(most, this.#cut().count));
    this.#waitingBytes -= taken.reduce((bytes, { kinesis }) => bytes + kinesis.data.length, 0);
    return taken;
  }

  #cut() {
    return cutBatch(this.#waiting, this.#context.plan.batchSize);
  }
}
