import { ByteReader } from '../bytes/byte-reader.js';
import { memoryOf, viewOf, type Memory } from '../bytes/byte-views.js';
import { CorruptRecordError } from '../errors.js';
import { aggregateMessage, aggregateTags, digestBytes, recordTags, wireType } from './aggregate-layout.js';

/** The memory of an aggregate's message, and the keys that its records refer to by index. */
interface AggregateTables {
  readonly memory: Memory;
  readonly partitionKeys: readonly string[];
  readonly explicitHashKeys: readonly string[];
}

/** Where the data of a record is in the message, and the indexes of its keys (-1: no such key). */
interface RecordPosition {
  readonly start: number;
  readonly end: number;
  readonly keyIndex: number;
  readonly hashKeyIndex: number;
}

/** One record of a KPL aggregate. A view: it keeps the memory of the entire aggregate alive. */
export class AggregateRecord {
  /** 0-based position of the record in its aggregate. */
  readonly subSequenceNumber: number;
  readonly #tables: AggregateTables;
  readonly #start: number;
  readonly #end: number;
  readonly #keyIndex: number;
  readonly #hashKeyIndex: number;

  /** @internal */
  constructor(subSequenceNumber: number, tables: AggregateTables, position: RecordPosition) {
    this.subSequenceNumber = subSequenceNumber;
    this.#tables = tables;
    this.#start = position.start;
    this.#end = position.end;
    this.#keyIndex = position.keyIndex;
    this.#hashKeyIndex = position.hashKeyIndex;
  }

  /** The data of the record. Shares memory with the aggregate. */
  get bytes(): Uint8Array {
    return viewOf(this.#tables.memory, this.#start, this.#end);
  }

  /** The partition key of the record, which may differ from that of the Kinesis record. */
  get partitionKey(): string {
    return String(this.#tables.partitionKeys[this.#keyIndex]);
  }

  /** A 128-bit integer in decimal digits, used instead of the hash of the partition key. Undefined if the record has none. */
  get explicitHashKey(): string | undefined {
    return this.#tables.explicitHashKeys[this.#hashKeyIndex];
  }

  /** Whether the tables contain the keys that the record refers to. @internal */
  get hasKeys(): boolean {
    const { partitionKeys, explicitHashKeys } = this.#tables;
    return this.#keyIndex < partitionKeys.length && this.#hashKeyIndex < explicitHashKeys.length;
  }
}

/** A Kinesis record that is a KPL aggregate with a matching MD5. */
export interface DecodedAggregate {
  readonly profile: 'kpl';
  /** Returns the records of the aggregate, in order. */
  records(): readonly AggregateRecord[];
}

/**
 * Decodes data that starts like an aggregate.
 *
 * @param digest - The MD5 of its message.
 * @returns undefined if the data ends with another MD5. The KCL also treats such data as a plain record.
 * @throws {@link CorruptRecordError} if the MD5 matches but the message is invalid.
 */
export function decodeAggregate(bytes: Buffer, digest: Buffer | undefined): DecodedAggregate | undefined {
  if (digest?.equals(bytes.subarray(bytes.length - digestBytes)) !== true) return undefined;
  const records = readMessage(aggregateMessage(bytes));
  return { profile: 'kpl', records: () => records };
}

/** Reads the entire message first, so that iterating over its records cannot fail. Fields may be in any order. */
function readMessage(message: Buffer): AggregateRecord[] {
  const [partitionKeys, explicitHashKeys]: [string[], string[]] = [[], []];
  const tables = { memory: memoryOf(message), partitionKeys, explicitHashKeys };
  const records: AggregateRecord[] = [];
  const reader = new ByteReader(message);
  while (!reader.isAtEnd) {
    const tag = reader.varint();
    if (tag === aggregateTags.record)
      records.push(new AggregateRecord(records.length, tables, readRecord(reader, message)));
    else if (tag === aggregateTags.partitionKey) partitionKeys.push(reader.lengthPrefixed().toString());
    else if (tag === aggregateTags.explicitHashKey) explicitHashKeys.push(reader.lengthPrefixed().toString());
    else skipField(reader, tag);
  }
  if (records.every(({ hasKeys }) => hasKeys)) return records;
  throw new CorruptRecordError('A record of an aggregate refers to a key that is not in the tables.');
}

function readRecord(reader: ByteReader, message: Buffer): RecordPosition {
  const end = reader.lengthPrefixedEnd();
  const start = reader.position;
  const keyIndex = message[start + 1] ?? 0;
  // Fast path: what every known encoder writes, a one-byte index and the data.
  if (
    message[start] === recordTags.partitionKeyIndex &&
    keyIndex < 0x80 &&
    message[start + 2] === recordTags.data
  ) {
    reader.position = start + 3;
    if (reader.lengthPrefixedEnd() === end) {
      const position = { start: reader.position, end, keyIndex, hashKeyIndex: -1 };
      reader.position = end;
      return position;
    }
  }
  reader.position = end;
  return readRecordFields(new ByteReader(message.subarray(0, end), start));
}

function readRecordFields(reader: ByteReader): RecordPosition {
  let [start, end, keyIndex, hashKeyIndex] = [-1, -1, -1, -1];
  while (!reader.isAtEnd) {
    const tag = reader.varint();
    if (tag === recordTags.partitionKeyIndex) keyIndex = reader.varint();
    else if (tag === recordTags.explicitHashKeyIndex) hashKeyIndex = reader.varint();
    else if (tag === recordTags.data) {
      end = reader.lengthPrefixedEnd();
      start = reader.position;
      reader.position = end;
    } else skipField(reader, tag);
  }
  if (start >= 0 && keyIndex >= 0) return { start, end, keyIndex, hashKeyIndex };
  throw new CorruptRecordError('A record of an aggregate lacks its data or the index of its partition key.');
}

/** Skips an unknown field. Source: https://protobuf.dev/programming-guides/encoding/#structure */
function skipField(reader: ByteReader, tag: number): void {
  const type = tag % 8;
  if (type === wireType.varint) reader.varint();
  else if (type === wireType.lengthPrefixed) reader.lengthPrefixed();
  else if (type === wireType.fixed64) reader.take(8);
  else if (type === wireType.fixed32) reader.take(4);
  else throw new CorruptRecordError(`A field of an aggregate has the unknown wire type ${type}.`);
}
