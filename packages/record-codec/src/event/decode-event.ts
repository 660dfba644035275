import { UndecodableRecordError } from '../errors.js';
import { aggregateMessage, beginsAsAggregate } from '../kpl/aggregate-layout.js';
import { laneCount } from '../kpl/md5-simd/md5-lanes.js';
import { md5Digests } from '../kpl/md5.js';
import { type DecodedRecord, decodeBytes } from '../record/decode-record.js';
import { EventRecord } from './event-record.js';

/** A Kinesis event as Lambda passes it to a function; only what is read here. Fits the type of `@types/aws-lambda`. */
export interface KinesisEvent {
  readonly Records: readonly KinesisEventRecord[];
}

/** One Kinesis record of an event. */
export interface KinesisEventRecord {
  readonly kinesis: {
    /** Base64. */
    readonly data: string;
    readonly partitionKey: string;
    readonly sequenceNumber: string;
  };
}

/**
 * Decodes the Kinesis event of a Lambda function, lazily: iterate the result, then answer its `response()`.
 *
 * @param event - As Lambda passes it; data in base64.
 * @param options.maxRawBytes - Largest body of a block accepted, in bytes. Default: maxFramedBodyBytes.
 * @example
 * const event = decodeEvent(lambdaEvent);
 * try {
 *   for (const record of event) await store(record.id, record.json());
 * } catch (error) {
 *   logger.error('stopped', { error });
 * }
 * return event.response();
 */
export function decodeEvent(event: KinesisEvent, options: { maxRawBytes?: number } = {}): DecodedEvent {
  return new DecodedEvent(event, options);
}

/** What a function with ReportBatchItemFailures answers. */
export interface BatchResponse {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

/**
 * An event on its way through a consumer. Iterate it: a Kinesis record counts as done when the loop asks for what follows
 * it. Whatever ends the loop early (an error of the consumer's, a record that can't be decoded, `break`), {@link response}
 * then names the record it ended in: Lambda delivers from there again, and the order within the shard is kept.
 */
export class DecodedEvent implements Iterable<EventRecord> {
  readonly #event: KinesisEvent;
  readonly #options: { maxRawBytes?: number };
  #doneCount = 0;

  /** @internal */
  constructor(event: KinesisEvent, options: { maxRawBytes?: number }) {
    this.#event = event;
    this.#options = options;
  }

  /** Walks the records, in order. @throws {@link UndecodableRecordError} at the first Kinesis record that is damaged. */
  [Symbol.iterator](): Iterator<EventRecord, undefined> {
    return new EventIterator(this.entries());
  }

  /**
   * Walks the Kinesis records, in order, each with its decoded form or its own error: for consumers that put a damaged
   * record aside and go on. Decodes eight at a time.
   */
  *entries(): Generator<DecodedEntry, void> {
    this.#doneCount = 0;
    for (const entry of decodeEntries(this.#event.Records, this.#options)) {
      yield entry;
      this.#doneCount++;
    }
  }

  /** What the function must answer: nothing failed, or the first Kinesis record that is not done. */
  response(): BatchResponse {
    const notDone = this.#event.Records.slice(this.#doneCount, this.#doneCount + 1);
    return { batchItemFailures: notDone.map(({ kinesis }) => ({ itemIdentifier: kinesis.sequenceNumber })) };
  }
}

/** Walks the records of all entries. By hand: a generator around a generator would cost a third of the decoding. */
class EventIterator implements Iterator<EventRecord, undefined> {
  readonly #entries: Iterator<DecodedEntry, void>;
  #records: Iterator<EventRecord, void> | undefined;

  constructor(entries: Iterator<DecodedEntry, void>) {
    this.#entries = entries;
  }

  next(): IteratorResult<EventRecord, undefined> {
    for (;;) {
      const record = this.#records?.next();
      if (record?.done === false) return record;
      const entry = this.#entries.next();
      if (entry.done === true) return { done: true, value: undefined };
      this.#records = entry.value.records();
    }
  }
}

/** Decodes Kinesis records as they are asked for, eight aggregates' MD5 at a time. */
function* decodeEntries(
  records: readonly KinesisEventRecord[],
  options: { maxRawBytes?: number },
): Generator<DecodedEntry, void> {
  for (let start = 0; start < records.length; start += laneCount) {
    const group = records.slice(start, start + laneCount).map((record) => {
      return { record, data: Buffer.from(record.kinesis.data, 'base64') };
    });
    const messages = group
      .filter(({ data }) => beginsAsAggregate(data))
      .map(({ data }) => aggregateMessage(data));
    const digests = md5Digests(messages);
    for (const { record, data } of group)
      yield new DecodedEntry(record, () => decodeBytes(data, options, () => digests.shift()));
  }
}

/** One Kinesis record of an event: decoded, or the reason why it can't be. */
export class DecodedEntry {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly #outcome: DecodedRecord | UndecodableRecordError;

  /** @internal */
  constructor({ kinesis }: KinesisEventRecord, decode: () => DecodedRecord) {
    this.sequenceNumber = kinesis.sequenceNumber;
    this.partitionKey = kinesis.partitionKey;
    try {
      this.#outcome = decode();
    } catch (cause) {
      this.#outcome = new UndecodableRecordError(kinesis.sequenceNumber, cause);
    }
  }

  /** Undefined if the record can't be decoded. */
  get decoded(): DecodedRecord | undefined {
    return this.#outcome instanceof UndecodableRecordError ? undefined : this.#outcome;
  }

  /** Why the record can't be decoded, if it can't. */
  get error(): UndecodableRecordError | undefined {
    return this.#outcome instanceof UndecodableRecordError ? this.#outcome : undefined;
  }

  /** Walks the records in it, lazily; a reference is one. @throws {@link UndecodableRecordError} if there is an error. */
  *records(): Generator<EventRecord, void> {
    const outcome = this.#outcome;
    if (outcome instanceof UndecodableRecordError) throw outcome;
    if (outcome.profile === 'plain') yield new EventRecord(this, outcome);
    else {
      const block = outcome.profile === 'block' ? outcome.block : undefined;
      if (block?.isReference === true) yield new EventRecord(this, block, block);
      else for (const record of outcome.records()) yield new EventRecord(this, record, block);
    }
  }
}
