import type { QuarantineReason, StreamPosition } from '@headwaters/pipeline-contract';
import { KilledError, OutOfTimeError, QuarantineError } from '../errors.js';
import { classifyFailure } from '../failure/classify-failure.js';
import type { AttemptGuard } from '../failure/attempt-guard.js';
import type { Quarantine } from '../failure/quarantine.js';
import { outlineBlock, type BlockOutline } from '../ledger/ledger-entries.js';
import { sizeOf, type DeliverySize } from '../record/delivery-size.js';
import type { Delivery } from '../record/delivery.js';
import { readDelivery } from '../record/read-delivery.js';
import type { StreamRecord } from '../record/stream-record.js';
import type { Sink } from '../sink/sink.js';
import { untilAborted } from './deadline.js';

/** What became of a Kinesis record that is acknowledged. */
export type RecordOutcome =
  | { readonly kind: 'accepted'; readonly size: DeliverySize; readonly block: BlockOutline | undefined }
  | { readonly kind: 'quarantined'; readonly position: StreamPosition; readonly reason: QuarantineReason };

/** What the attempts with the Kinesis records of a batch share. */
export interface AttemptContext {
  readonly sink: Sink;
  readonly guard: AttemptGuard;
  /** Without it, nothing is quarantined. */
  readonly quarantine: Quarantine | undefined;
  /** Whether a Kinesis record is so old that an unknown failure must not block its shard any longer. */
  readonly isOld: (record: StreamRecord) => boolean;
  /** Aborted when the time of the invocation is used up. */
  readonly signal: AbortSignal;
}

/** Receipts and logs contain the message of an error of a sink, which may have any length. */
const maxMessageCharacters = 1_000;

/** One attempt to pass a Kinesis record to the sink, or to quarantine it. */
export class RecordAttempt {
  readonly #record: StreamRecord;
  readonly #context: AttemptContext;
  /** Whether it is the first of its batch: it had all the time of the invocation. */
  readonly #isFirst: boolean;
  #delivery: Delivery | undefined;
  /** Why the sink could not say the lane. */
  #laneFailure: unknown;

  constructor(record: StreamRecord, { isFirst, ...context }: AttemptContext & { readonly isFirst: boolean }) {
    this.#record = record;
    this.#context = context;
    this.#isFirst = isFirst;
  }

  /** Returns the sink's lane for the Kinesis record. If that fails, it never reaches the sink, and has a lane of its own. */
  lane(): string {
    const { sink } = this.#context;
    if (sink.laneOf === undefined) return '';
    try {
      return sink.laneOf(this.#decode());
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
    if (!(await guard.startRecord(this.#record))) {
      const outcome = await this.#quarantine('killed', new KilledError());
      await guard.endRecord(this.#record);
      return outcome;
    }
    try {
      return await this.#accept();
    } catch (thrown) {
      const error = toError(thrown);
      const kind = this.#quarantineKind(error);
      if (kind === undefined) throw error;
      return await this.#quarantine(kind, error);
    } finally {
      await guard.endRecord(this.#record);
    }
  }

  async #accept(): Promise<RecordOutcome> {
    const { sink, signal } = this.#context;
    if (this.#laneFailure !== undefined) throw toError(this.#laneFailure);
    const delivery = this.#decode();
    // mutation-anchor: accept-record
    await untilAborted(sink.accept(delivery, signal), signal);
    const { record } = delivery;
    const block = record.profile === 'block' ? outlineBlock(record.block) : undefined;
    return { kind: 'accepted', size: sizeOf(delivery), block };
  }

  #decode(): Delivery {
    this.#delivery ??= readDelivery(this.#record);
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
    const reason = { kind, code: codeOf(error), message: error.message.slice(0, maxMessageCharacters) };
    const record = this.#delivery?.record;
    const block = record?.profile === 'block' ? record.block : undefined;
    try {
      await this.#context.quarantine?.({ record: this.#record, reason, block });
    } catch (cause) {
      throw new QuarantineError(reason.code, { cause });
    }
    return { kind: 'quarantined', position: positionOf(this.#record), reason };
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

function codeOf(error: Error): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : error.name;
}
