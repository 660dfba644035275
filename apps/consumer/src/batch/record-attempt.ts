import type { QuarantineReason, StreamPosition } from '@headwaters/pipeline-contract';
import { KilledError, OutOfTimeError, QuarantineError } from '../errors.js';
import { classifyFailure } from '../failure/classify-failure.js';
import type { AttemptGuard } from '../failure/attempt-guard.js';
import { describeError } from '../failure/describe-error.js';
import type { Quarantine } from '../failure/quarantine.js';
import { outlineRun, type BlockOutline } from '../ledger/ledger-entries.js';
import { sizeOf, type DeliverySize } from '../record/delivery-size.js';
import type { Delivery } from '../record/delivery.js';
import type { Run } from '../record/plain-runs.js';
import { readDelivery } from '../record/read-delivery.js';
import type { FindSource } from '../record/source-lookup.js';
import type { StreamRecord } from '../record/stream-record.js';
import type { Sink } from '../sink/sink.js';
import { untilAborted } from './deadline.js';

/** What became of Kinesis records that are acknowledged: of one, or of an accepted run. */
export type RecordOutcome =
  | {
      readonly kind: 'accepted';
      readonly size: DeliverySize;
      /** Number of Kinesis records. */
      readonly kinesisRecordCount: number;
      /** What each of them carries; empty for a foreign record. */
      readonly blocks: readonly BlockOutline[];
    }
  | { readonly kind: 'quarantined'; readonly position: StreamPosition; readonly reason: QuarantineReason };

/** What the attempts with the Kinesis records of a batch share. */
export interface AttemptContext {
  readonly sink: Sink;
  readonly guard: AttemptGuard;
  /** Without it, nothing is quarantined. */
  readonly quarantine: Quarantine | undefined;
  /** Without it, plain records are foreign. */
  readonly findSource: FindSource | undefined;
  /** Whether a Kinesis record is so old that an unknown failure must not block its shard any longer. */
  readonly isOld: (record: StreamRecord) => boolean;
  /** Aborted when the time of the invocation is used up. */
  readonly signal: AbortSignal;
}

/** One attempt to pass a Kinesis record, or a run of them, to the sink; or to quarantine a single one. */
export class RecordAttempt {
  readonly #run: Run;
  readonly #record: StreamRecord;
  readonly #context: AttemptContext;
  /** Whether it starts its batch: it had all the time of the invocation. */
  readonly #isFirst: boolean;
  #delivery: Delivery | undefined;
  /** Why the sink could not say the lane. */
  #laneFailure: unknown;

  constructor(run: Run, { isFirst, ...context }: AttemptContext & { readonly isFirst: boolean }) {
    this.#run = run;
    this.#record = run[0];
    this.#context = context;
    this.#isFirst = isFirst;
  }

  /** Returns the sink's lane. If that fails, nothing of it reaches the sink, and it has a lane of its own. */
  async lane(): Promise<string> {
    const { sink, signal } = this.#context;
    if (sink.laneOf === undefined) return '';
    try {
      return sink.laneOf(await this.#read(signal));
    } catch (error) {
      this.#laneFailure = error;
      return `+${this.#record.sequenceNumber}`;
    }
  }

  /**
   * Passes the Kinesis record to the sink, or quarantines it if it can never be accepted or must not block its shard any longer.
   *
   * @throws {@link OutOfTimeError} if the time of the invocation is used up.
   * @throws the error of the sink, or {@link QuarantineError}, if Lambda must deliver the Kinesis record again.
   */
  async run(): Promise<RecordOutcome> {
    const { guard } = this.#context;
    const record = this.#record;
    if (!(await guard.startRecord(record))) {
      const outcome = await this.#quarantine('killed', new KilledError());
      await guard.endRecord(record);
      return outcome;
    }
    try {
      return await this.#accept(this.#context.signal);
    } catch (thrown) {
      const error = toError(thrown);
      const kind = this.#quarantineKind(error);
      if (kind === undefined) throw error;
      return await this.#quarantine(kind, error);
    } finally {
      await guard.endRecord(record);
    }
  }

  /**
   * Passes a run to the sink.
   *
   * @returns `undefined` if its Kinesis records must be attempted one by one: one of them may be the cause of the failure.
   * @throws the error if the failure passes, or {@link OutOfTimeError} if the time of the invocation is used up.
   */
  async runTogether(signal: AbortSignal): Promise<RecordOutcome | undefined> {
    try {
      return await this.#accept(signal);
    } catch (thrown) {
      const error = toError(thrown);
      // mutation-anchor: split-run
      if (classifyFailure(error) === 'passing' || this.#context.signal.aborted) throw error;
      return undefined;
    }
  }

  async #accept(signal: AbortSignal): Promise<RecordOutcome> {
    const { sink } = this.#context;
    if (this.#laneFailure !== undefined) throw toError(this.#laneFailure);
    const delivery = await this.#read(signal);
    // mutation-anchor: accept-record
    await untilAborted(sink.accept(delivery, signal), signal);
    const { kinesisRecordCount } = delivery;
    const blocks = outlineRun(this.#run, delivery.carried);
    return { kind: 'accepted', size: sizeOf(delivery), kinesisRecordCount, blocks };
  }

  async #read(signal: AbortSignal): Promise<Delivery> {
    this.#delivery ??= await untilAborted(readDelivery(this.#run, this.#context.findSource), signal);
    return this.#delivery;
  }

  /** Returns why the Kinesis record must be quarantined, or `undefined` if it must be delivered again. */
  #quarantineKind(error: Error): 'permanent' | 'unknown' | undefined {
    // mutation-anchor: quarantine-kind
    const { quarantine, isOld } = this.#context;
    if (quarantine === undefined) return undefined;
    if (error instanceof OutOfTimeError && !this.#isFirst) return undefined;
    const kind = classifyFailure(error);
    if (kind === 'passing') return undefined;
    return kind === 'permanent' || isOld(this.#record) ? kind : undefined;
  }

  async #quarantine(kind: QuarantineReason['kind'], error: Error): Promise<RecordOutcome> {
    const reason = { kind, ...describeError(error) };
    const record = this.#record;
    try {
      await this.#context.quarantine?.({ record, reason, carried: this.#delivery?.carried });
    } catch (cause) {
      throw new QuarantineError(reason.code, { cause });
    }
    return { kind: 'quarantined', position: positionOf(record), reason };
  }
}

/** A sink may throw any value. Its content may be payload. */
function toError(thrown: unknown): Error {
  return thrown instanceof Error
    ? thrown
    : new Error(`The sink threw a ${typeof thrown} instead of an Error`);
}

function positionOf({ stream, shardId, sequenceNumber }: StreamRecord): StreamPosition {
  return { stream, shardId, sequenceNumber };
}
