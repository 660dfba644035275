import { ByteReader } from '../bytes/byte-reader.js';
import { type Memory, memoryOf, viewOf } from '../bytes/byte-views.js';
import { CorruptRecordError } from '../errors.js';
import { aggregateMessage, aggregateTags, digestBytes, recordTags, wireType } from './aggregate-layout.js';

/** Where an aggregate's message stands, and the keys that its records name. */
interface AggregateTables {
  readonly memory: Memory;
  readonly partitionKeys: readonly string[];
  readonly explicitHashKeys: readonly string[];
}

/** Where a record's data stands in the message, and which keys it names (-1: none). */
interface AggregatePlace {
  readonly start: number;
  readonly end: number;
  readonly keyIndex: number;
  readonly hashKeyIndex: number;
}

/** One record of a KPL aggregate: a view, which keeps the whole aggregate in memory for as long as it lives. */
export class AggregateRecord {
  /** 0-based place of the record in its aggregate. */
  readonly subSequenceNumber: number;
  readonly #tables: AggregateTables;
  readonly #start: number;
  readonly #end: number;
  readonly #keyIndex: number;
  readonly #hashKeyIndex: number;

  /** @internal */
  constructor(subSequenceNumber: number, tables: AggregateTables, place: AggregatePlace) {
    this.subSequenceNumber = subSequenceNumber;
    this.#tables = tables;
    this.#start = place.start;
    this.#end = place.end;
    this.#keyIndex = place.keyIndex;
    this.#hashKeyIndex = place.hashKeyIndex;
  }

  /** The record's data. Shares memory with the aggregate. */
  get bytes(): Uint8Array {
    return viewOf(this.#tables.memory, this.#start, this.#end);
  }

  get partitionKey(): string {
    return String(this.#tables.partitionKeys[this.#keyIndex]);
  }

  /** A 128-bit number in decimal digits that overrides the hash of the partition key, where the record has one. */
  get explicitHashKey(): string | undefined {
    return this.#tables.explicitHashKeys[this.#hashKeyIndex];
  }

  /** Whether the keys that it names are in the tables. @internal */
  get hasKeys(): boolean {
    const { partitionKeys, explicitHashKeys } = this.#tables;
    return this.#keyIndex < partitionKeys.length && this.#hashKeyIndex < explicitHashKeys.length;
  }
}

/** A Kinesis record that is a KPL aggregate with a matching MD5. */
export interface DecodedAggregate {
  readonly profile: 'kpl';
  /** The aggregate's records, in order. */
  records(): readonly AggregateRecord[];
}

/**
 * Decodes data that begins like an aggregate.
 *
 * @param digest - The MD5 of its message.
 * @returns undefined if the data carries another MD5: the KCL, too, then treats it as a plain record.
 * @throws {@link CorruptRecordError} if the MD5 matches but the message is invalid.
 */
export function decodeAggregate(bytes: Buffer, digest: Buffer | undefined): DecodedAggregate | undefined {
  if (digest?.equals(bytes.subarray(bytes.length - digestBytes)) !== true) return undefined;
  const records = readAggregate(aggregateMessage(bytes));
  return { profile: 'kpl', records: () => records };
}

/**
 * Reads the message of an aggregate whose MD5 is right, all of it, so that nothing can fail halfway through its records.
 * Fields may come in any order; unknown ones are passed over.
 *
 * @throws {@link CorruptRecordError} if it is no such message, or a record names a key that is in no table.
 */
function readAggregate(message: Buffer): AggregateRecord[] {
  const [partitionKeys, explicitHashKeys]: [string[], string[]] = [[], []];
  const tables = { memory: memoryOf(message), partitionKeys, explicitHashKeys };
  const records: AggregateRecord[] = [];
  const reader = new ByteReader(message);
  while (!reader.atEnd) {
    const tag = reader.varint();
    if (tag === aggregateTags.record)
      records.push(new AggregateRecord(records.length, tables, readRecord(reader, message)));
    else if (tag === aggregateTags.partitionKey) partitionKeys.push(reader.prefixed().toString());
    else if (tag === aggregateTags.explicitHashKey) explicitHashKeys.push(reader.prefixed().toString());
    else skipField(reader, tag);
  }
  if (records.every(({ hasKeys }) => hasKeys)) return records;
  throw new CorruptRecordError('A record of an aggregate names a key that is in no table.');
}

function readRecord(reader: ByteReader, message: Buffer): AggregatePlace {
  const end = reader.prefixedEnd();
  const start = reader.position;
  const keyIndex = message[start + 1] ?? 0;
  // As every known writer makes it: an index of one byte, the data, nothing else.
  if (
    message[start] === recordTags.partitionKeyIndex &&
    keyIndex < 0x80 &&
    message[start + 2] === recordTags.data
  ) {
    reader.position = start + 3;
    if (reader.prefixedEnd() === end) {
      const place = { start: reader.position, end, keyIndex, hashKeyIndex: -1 };
      reader.position = end;
      return place;
    }
  }
  reader.position = end;
  return readFields(new ByteReader(message.subarray(0, end), start));
}

function readFields(reader: ByteReader): AggregatePlace {
  let [start, end, keyIndex, hashKeyIndex] = [-1, -1, -1, -1];
  while (!reader.atEnd) {
    const tag = reader.varint();
    if (tag === recordTags.partitionKeyIndex) keyIndex = reader.varint();
    else if (tag === recordTags.explicitHashKeyIndex) hashKeyIndex = reader.varint();
    else if (tag === recordTags.data) {
      end = reader.prefixedEnd();
      start = reader.position;
      reader.position = end;
    } else skipField(reader, tag);
  }
  if (start >= 0 && keyIndex >= 0) return { start, end, keyIndex, hashKeyIndex };
  throw new CorruptRecordError('A record of an aggregate lacks its data or the index of its partition key.');
}

/** Passes over a field that its reader does not know. Source: https://protobuf.dev/programming-guides/encoding/ */
function skipField(reader: ByteReader, tag: number): void {
  const type = tag % 8;
  if (type === wireType.varint) reader.varint();
  else if (type === wireType.prefixed) reader.prefixed();
  else if (type === wireType.fixed64) reader.take(8);
  else if (type === wireType.fixed32) reader.take(4);
  else throw new CorruptRecordError(`A field of an aggregate has the unknown wire type ${type}.`);
}
