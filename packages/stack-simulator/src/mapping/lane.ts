import type { Work } from '../activity/activity.js';
import { BatchRun } from './batch-run.js';
import { cutBatch } from './cut-batch.js';
import type { KinesisEventRecord } from './kinesis-event-record.js';
import type { MappingContext } from './mapping-context.js';

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
  #waiting: KinesisEventRecord[] = [];
  #waitingBytes = 0;
  #working = false;
  #endGathering: () => void = () => undefined;

  constructor(context: MappingContext, shardId: string, listener: LaneListener) {
    this.#context = context;
    this.#listener = listener;
    this.#batchRun = new BatchRun(context, shardId);
  }

  /** Whether nothing waits and nothing is under way. */
  get idle(): boolean {
    return !this.#working && this.#isEmpty();
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
      if (this.#cut().full) this.#endGathering();
    } else if (this.#context.isOpen() && !this.#isEmpty()) {
      this.#working = true;
      void this.#work();
    }
  }

  /** Lets the work under way see that the mapping is closed. */
  interrupt(): void {
    this.#endGathering();
    this.#batchRun.interrupt();
  }

  async #work(): Promise<void> {
    const { activity, isOpen } = this.#context;
    const work = activity.begin();
    while (isOpen() && !this.#isEmpty()) {
      if (this.#batchRun.done) await this.#gather(work);
      if (this.#batchRun.done && isOpen()) this.#batchRun.add(this.#take());
      this.#listener.onRoom();
      await this.#batchRun.run(work);
    }
    this.#working = false;
    this.#listener.onRoom();
    work.end();
  }

  #isEmpty(): boolean {
    return this.#waiting.length === 0 && this.#batchRun.done;
  }

  /** Waits until the batch is full or its window is over. */
  async #gather(work: Work): Promise<void> {
    const windowMillis = this.#context.plan.batchingWindowSeconds * 1_000;
    if (windowMillis === 0 || this.#cut().full) return;
    await work.wait(windowMillis, (wake) => (this.#endGathering = wake));
    this.#endGathering = () => undefined;
  }

  #take(): readonly KinesisEventRecord[] {
    const taken = this.#waiting.splice(0, this.#cut().count);
    this.#waitingBytes -= taken.reduce((bytes, { kinesis }) => bytes + kinesis.data.length, 0);
    return taken;
  }

  #cut() {
    return cutBatch(this.#waiting, this.#context.plan.batchSize);
  }
}
