import { decodeBase64 } from '../bytes/decode-base64.js';
import { CorruptRecordError, UndecodableRecordError } from '../errors.js';
import { aggregateMessage, startsLikeAggregate } from '../kpl/aggregate-layout.js';
import type { AggregateRecord } from '../kpl/decode-aggregate.js';
import { md5BatchSize, md5Digests } from '../kpl/md5.js';
import { decodeData, type DecodedRecord } from '../record/decode-record.js';
import { carriedBlock, type CarriedBlock } from '../wire/carried-block.js';
import { EventRecord, referenceContent } from './event-record.js';

/** A Kinesis event as Lambda passes it to a function, reduced to what this package reads. The type of `@types/aws-lambda` fits. */
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

/** The response of a function whose event source mapping has `ReportBatchItemFailures`. */
export interface BatchResponse {
  /** Empty, or the sequence number of the first Kinesis record that was not processed. */
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

/**
 * Decodes the Kinesis event of a Lambda function, lazily. Iterate over the result, then return its `response()`.
 *
 * @param event - As Lambda passes it. Its data is base64.
 * @param options.maxRawBytes - Largest body of a block accepted, in bytes. Default: {@link maxFramedBodyBytes}.
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

/**
 * The records of an event, across its Kinesis records. A Kinesis record counts as processed when the loop asks for the record
 * after its last one. If the loop ends early (by an error of the consumer, a Kinesis record that cannot be decoded, or `break`),
 * {@link response} names the Kinesis record in which it ended. Lambda then delivers again from there, so order is kept.
 */
export class DecodedEvent implements Iterable<EventRecord> {
  readonly #event: KinesisEvent;
  readonly #options: { maxRawBytes?: number };
  #processedCount = 0;

  /** @internal */
  constructor(event: KinesisEvent, options: { maxRawBytes?: number }) {
    this.#event = event;
    this.#options = options;
  }

  /**
   * Iterates over the records, in order.
   *
   * @throws {@link UndecodableRecordError} at the first Kinesis record that cannot be decoded.
   */
  [Symbol.iterator](): Iterator<EventRecord, undefined> {
    return new EventRecordIterator(this.entries());
  }

  /**
   * Iterates over the Kinesis records, in order. Each has its decoded form or its own error, so a consumer can quarantine a
   * damaged Kinesis record and continue. Eight are decoded at a time.
   */
  *entries(): Generator<DecodedEntry, void> {
    this.#processedCount = 0;
    for (const entry of decodeEntries(this.#event.Records, this.#options)) {
      yield entry;
      this.#processedCount++;
    }
  }

  /** Returns what the function must return: no failure, or the first Kinesis record that was not processed. */
  response(): BatchResponse {
    const first = this.#event.Records.slice(this.#processedCount, this.#processedCount + 1);
    return { batchItemFailures: first.map(({ kinesis }) => ({ itemIdentifier: kinesis.sequenceNumber })) };
  }
}

/** Iterates over the records of all entries. Not a generator: two nested ones would cost a third of the decoding time. */
class EventRecordIterator implements Iterator<EventRecord, undefined> {
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

/** Decodes lazily, in batches whose MD5 is computed in parallel. */
function* decodeEntries(
  records: readonly KinesisEventRecord[],
  options: { maxRawBytes?: number },
): Generator<DecodedEntry, void> {
  for (let start = 0; start < records.length; start += md5BatchSize) {
    const batch = records.slice(start, start + md5BatchSize).map((record) => {
      return { record, data: decodeBase64(record.kinesis.data) };
    });
    const messages = batch
      .flatMap(({ data }) => (data !== undefined && startsLikeAggregate(data) ? [data] : []))
      .map(aggregateMessage);
    const digests = md5Digests(messages);
    for (const { record, data } of batch) {
      yield new DecodedEntry(record, () => {
        if (data === undefined) throw notBase64(record.kinesis.data);
        return decodeData(data, options, () => digests.shift());
      });
    }
  }
}

function notBase64(data: unknown): CorruptRecordError {
  const problem = data === undefined ? 'is missing' : 'is not base64';
  return new CorruptRecordError(`The data of the Kinesis record ${problem}.`);
}

/** One Kinesis record of an event: decoded, or the reason why it cannot be decoded. */
export class DecodedEntry {
  readonly sequenceNumber: string;
  /** Partition key of the Kinesis record. */
  readonly partitionKey: string;
  readonly #result: DecodedRecord | UndecodableRecordError;

  /** @internal */
  constructor({ kinesis }: KinesisEventRecord, decode: () => DecodedRecord) {
    this.sequenceNumber = kinesis.sequenceNumber;
    this.partitionKey = kinesis.partitionKey;
    try {
      this.#result = decode();
    } catch (cause) {
      this.#result = new UndecodableRecordError(kinesis.sequenceNumber, cause);
    }
  }

  /** The decoded Kinesis record. Undefined if there is an {@link error}. */
  get decoded(): DecodedRecord | undefined {
    return this.#result instanceof UndecodableRecordError ? undefined : this.#result;
  }

  /** Why the Kinesis record cannot be decoded. Undefined if it is decoded. */
  get error(): UndecodableRecordError | undefined {
    return this.#result instanceof UndecodableRecordError ? this.#result : undefined;
  }

  /**
   * Iterates over the records in this Kinesis record, lazily. A reference is one record.
   *
   * @throws {@link UndecodableRecordError} if there is an {@link error}.
   */
  *records(): Generator<EventRecord, void> {
    const result = this.#result;
    if (result instanceof UndecodableRecordError) throw result;
    const carried = carriedBlock(result, this.partitionKey);
    if (carried?.reference !== undefined)
      yield new EventRecord(this, referenceContent(carried.reference), carried);
    else if (result.profile === 'plain' && carried === undefined) yield new EventRecord(this, result);
    else if (result.profile === 'kpl') yield* this.#aggregateRecords(result.records(), carried);
    else if (carried !== undefined)
      for (const record of carried.records()) yield new EventRecord(this, record, carried);
  }

  /** The records of an aggregate also have keys of their own. */
  *#aggregateRecords(
    records: readonly AggregateRecord[],
    carried: CarriedBlock | undefined,
  ): Generator<EventRecord, void> {
    if (carried === undefined)
      for (const record of records) yield new EventRecord(this, record, undefined, record);
    else {
      let index = 0;
      for (const record of carried.records()) yield new EventRecord(this, record, carried, records[index++]);
    }
  }
}
