import type { Work } from '../clock/activity.js';
import { BatchRun } from './batch-run.js';
import { cutBatch } from './batch.js';
import type { KinesisEventRecord } from './kinesis-event-record.js';
import type { MappingContext } from './mapping-context.js';
import type { LaneState } from './poller-state.js';
import { type TumblingWindow, WindowTracker } from './tumbling-window.js';

const noop = (): void => undefined;

/** A lane of a shard, and the callbacks to the reader of its shard. */
export interface LaneOptions {
  readonly shardId: string;
  /** Number of the lane in its shard, from 0. */
  readonly index: number;
  /** The lane has room for more Kinesis records. */
  readonly onRoom: () => void;
}

/** A sequence of batches of one shard: one batch is in flight at a time. A shard has `parallelizationFactor` lanes. */
export class Lane {
  readonly #context: MappingContext;
  readonly #options: LaneOptions;
  readonly #batchRun: BatchRun;
  readonly #windows: WindowTracker | undefined;
  #waiting: KinesisEventRecord[] = [];
  #waitingBytes = 0;
  #working = false;
  #endWait: () => void = noop;
  #onOffer: () => void = noop;

  constructor(context: MappingContext, options: LaneOptions) {
    this.#context = context;
    this.#options = options;
    this.#batchRun = new BatchRun(context, options.shardId);
    const { tumblingWindowSeconds } = context.plan;
    this.#windows = tumblingWindowSeconds > 0 ? new WindowTracker(tumblingWindowSeconds) : undefined;
  }

  /** Whether no Kinesis record is waiting and no batch is in flight. */
  get idle(): boolean {
    return !this.#working && this.#isDone();
  }

  /** Kinesis records that wait for a batch. */
  get waitingRecords(): number {
    return this.#waiting.length;
  }

  /** Size of the waiting Kinesis records' data, as base64. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  get state(): LaneState {
    return { waiting: [...this.#waiting], batches: this.#batchRun.batches, working: this.#working };
  }

  /** Appends a Kinesis record. */
  offer(record: KinesisEventRecord): void {
    this.#waiting.push(record);
    this.#waitingBytes += record.kinesis.data.length;
  }

  /** Starts the next batch, unless one is in flight. */
  start(): void {
    if (this.#working) {
      this.#onOffer();
    } else if (this.#context.isActive() && !this.#isDone()) {
      this.#working = true;
      void this.#work();
    }
  }

  /** Ends waits, so that the lane notices that the mapping is disabled. */
  interrupt(): void {
    this.#endWait();
    this.#batchRun.interrupt();
  }

  async #work(): Promise<void> {
    const { activity, isActive, plan } = this.#context;
    const { shardId, index, onRoom } = this.#options;
    const work = activity.begin(`${plan.address}/${shardId}/${index}`);
    while (isActive() && !this.#isDone()) {
      if (this.#batchRun.done) await this.#prepare(work);
      onRoom();
      await this.#batchRun.run(work);
    }
    this.#working = false;
    onRoom();
    work.end();
  }

  #isDone(): boolean {
    return this.#waiting.length === 0 && this.#batchRun.done && this.#windows?.open !== true;
  }

  /** Creates the next batch when its batching window ends or it is full. */
  async #prepare(work: Work): Promise<void> {
    const { clock, isActive, plan } = this.#context;
    const batchingMillis = plan.batchingWindowSeconds * 1_000;
    const step = this.#windows?.next(this.#waiting, clock.now());
    if (step?.kind === 'final') {
      this.#batchRun.add([], { ...step, isFinal: true });
    } else if (step?.kind === 'wait') {
      await this.#wait(work, step.millis, () => true);
    } else if (step === undefined) {
      await this.#wait(work, batchingMillis, () => this.#cut().full);
      if (isActive()) this.#batchRun.add(this.#take(Infinity));
    } else {
      await this.#wait(
        work,
        Math.min(batchingMillis, step.window.endMillis - clock.now()),
        () => this.#cut().full,
      );
      if (isActive()) this.#addBatchOf(step.window);
    }
  }

  #addBatchOf(window: TumblingWindow): void {
    const step = this.#windows?.next(this.#waiting, this.#context.clock.now());
    const count = step?.kind === 'records' ? step.count : 0;
    this.#batchRun.add(this.#take(count), { window, isFinal: false, isTerminatedEarly: false });
  }

  /** Waits until `canEnd` returns true for the waiting Kinesis records, at most `millis`. */
  async #wait(work: Work, millis: number, canEnd: () => boolean): Promise<void> {
    if (millis <= 0 || (this.#waiting.length > 0 && canEnd())) return;
    await work.wait(millis, (wake) => {
      this.#endWait = wake;
      this.#onOffer = () => {
        if (canEnd()) wake();
      };
    });
    this.#onOffer = noop;
  }

  #take(maxRecords: number): readonly KinesisEventRecord[] {
    const taken = this.#waiting.splice(0, Math.min(maxRecords, this.#cut().count));
    this.#waitingBytes -= taken.reduce((bytes, { kinesis }) => bytes + kinesis.data.length, 0);
    return taken;
  }

  #cut() {
    return cutBatch(this.#waiting, this.#context.plan.batchSize);
  }
}
