import { ByteReader } from '../bytes/byte-reader.js';
import { memoryOf, viewOf, type Memory } from '../bytes/byte-views.js';
import { CorruptRecordError } from '../errors.js';
import {
  aggregateMessage,
  aggregateTags,
  digestBytes,
  identityTagKey,
  recordTags,
  tagTags,
  wireType,
} from './aggregate-layout.js';

/** The memory of an aggregate's message, and the keys that its records refer to by index. */
interface AggregateTables {
  readonly memory: Memory;
  readonly partitionKeys: readonly string[];
  readonly explicitHashKeys: readonly string[];
}

/** Where the data of a record is in the message, and the indexes of its keys (-1: no such key). */
interface RecordFields {
  readonly start: number;
  readonly end: number;
  readonly keyIndex: number;
  readonly hashKeyIndex: number;
  /** Why the record can't be read. */
  readonly problem?: string;
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
  #problem: string | undefined;

  /** @internal */
  constructor(subSequenceNumber: number, tables: AggregateTables, fields: RecordFields) {
    this.subSequenceNumber = subSequenceNumber;
    this.#tables = tables;
    this.#start = fields.start;
    this.#end = fields.end;
    this.#keyIndex = fields.keyIndex;
    this.#hashKeyIndex = fields.hashKeyIndex;
    this.#problem = fields.problem;
  }

  /**
   * The data of the record. Shares memory with the aggregate.
   *
   * @throws {@link CorruptRecordError} if the record is damaged: see {@link error}.
   */
  get bytes(): Uint8Array {
    if (this.#problem !== undefined) throw this.#makeError(this.#problem);
    return viewOf(this.#tables.memory, this.#start, this.#end);
  }

  /** Why this record can't be read. The other records of the aggregate are unaffected. Undefined if it can be read. */
  get error(): CorruptRecordError | undefined {
    return this.#problem === undefined ? undefined : this.#makeError(this.#problem);
  }

  /** The partition key of the record, which may differ from that of the Kinesis record. Empty if the record is damaged. */
  get partitionKey(): string {
    return this.#tables.partitionKeys[this.#keyIndex] ?? '';
  }

  /** A 128-bit integer in decimal digits, used instead of the hash of the partition key. Undefined if the record has none. */
  get explicitHashKey(): string | undefined {
    return this.#tables.explicitHashKeys[this.#hashKeyIndex];
  }

  /** Marks the record as damaged if the tables lack a key that it refers to. @internal */
  checkKeys(): void {
    const { partitionKeys, explicitHashKeys } = this.#tables;
    if (this.#keyIndex < partitionKeys.length && this.#hashKeyIndex < explicitHashKeys.length) return;
    this.#problem ??= 'refers to a key that is not in the tables';
  }

  #makeError(problem: string): CorruptRecordError {
    return new CorruptRecordError(`Record ${this.subSequenceNumber} of an aggregate ${problem}.`);
  }
}

/** A Kinesis record that is a KPL aggregate with a matching MD5. */
export interface DecodedAggregate {
  readonly profile: 'kpl';
  /**
   * Value of the tag `headwaters` of the first record: the identity of an aggregate that `kplEntries` made. It is unverified:
   * see `carriedBlock`. Undefined for other aggregates.
   */
  readonly identity: string | undefined;
  /** Returns the records of the aggregate, in order. Of a damaged one, `bytes` throws: see {@link AggregateRecord.error}. */
  records(): readonly AggregateRecord[];
}

/**
 * Decodes data that starts like an aggregate.
 *
 * @param digest - The MD5 of its message.
 * @returns undefined if the data ends with another MD5. The KCL also treats such data as a plain record.
 * @throws {@link CorruptRecordError} if the MD5 matches but the message is not a list of fields.
 */
export function decodeAggregate(bytes: Buffer, digest: Buffer | undefined): DecodedAggregate | undefined {
  if (digest?.equals(bytes.subarray(bytes.length - digestBytes)) !== true) return undefined;
  const { records, identity } = readMessage(aggregateMessage(bytes));
  return { profile: 'kpl', identity, records: () => records };
}

/** Reads the entire message first, so that iterating over its records cannot fail. Fields may be in any order. */
function readMessage(message: Buffer): { records: AggregateRecord[]; identity: string | undefined } {
  const [partitionKeys, explicitHashKeys]: [string[], string[]] = [[], []];
  const tables = { memory: memoryOf(message), partitionKeys, explicitHashKeys };
  const records: AggregateRecord[] = [];
  const tags: Buffer[] = [];
  const reader = new ByteReader(message);
  while (!reader.isAtEnd) {
    const tag = reader.varint();
    if (tag === aggregateTags.record) {
      const onTag = records.length === 0 ? (content: Buffer) => tags.push(content) : ignoreTag;
      records.push(new AggregateRecord(records.length, tables, readRecord(reader, message, onTag)));
    } else if (tag === aggregateTags.partitionKey) partitionKeys.push(reader.lengthPrefixed().toString());
    else if (tag === aggregateTags.explicitHashKey) explicitHashKeys.push(reader.lengthPrefixed().toString());
    else skipField(reader, tag);
  }
  for (const record of records) record.checkKeys();
  return { records, identity: tags.map(identityOfTag).find((identity) => identity !== undefined) };
}

/** Called with each `Tag` message of a record. */
type OnTag = (content: Buffer) => void;

const ignoreTag: OnTag = () => undefined;

function readRecord(reader: ByteReader, message: Buffer, onTag: OnTag): RecordFields {
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
      const fields = { start: reader.position, end, keyIndex, hashKeyIndex: -1 };
      reader.position = end;
      return fields;
    }
  }
  reader.position = end;
  return readRecordFields(message.subarray(0, end), start, onTag);
}

/**
 * Writers by proto3 omit an index of 0 and empty data, which are its defaults; so both are optional here.
 * Source: https://protobuf.dev/programming-guides/proto3/#default
 */
function readRecordFields(message: Buffer, from: number, onTag: OnTag): RecordFields {
  const reader = new ByteReader(message, from);
  let [start, end, keyIndex, hashKeyIndex] = [from, from, 0, -1];
  try {
    while (!reader.isAtEnd) {
      const tag = reader.varint();
      if (tag === recordTags.partitionKeyIndex) keyIndex = reader.varint();
      else if (tag === recordTags.explicitHashKeyIndex) hashKeyIndex = reader.varint();
      else if (tag === recordTags.tag) onTag(reader.lengthPrefixed());
      else if (tag === recordTags.data) {
        end = reader.lengthPrefixedEnd();
        start = reader.position;
        reader.position = end;
      } else skipField(reader, tag);
    }
    return { start, end, keyIndex, hashKeyIndex };
  } catch (error) {
    if (!(error instanceof CorruptRecordError)) throw error;
    return { start, end: start, keyIndex: 0, hashKeyIndex: -1, problem: 'is not a valid message' };
  }
}

/** Returns the value of a tag with the key `headwaters`; undefined for any other tag and for a damaged one. */
function identityOfTag(content: Buffer): string | undefined {
  const reader = new ByteReader(content);
  let [key, value] = ['', ''];
  try {
    while (!reader.isAtEnd) {
      const tag = reader.varint();
      if (tag === tagTags.key) key = reader.lengthPrefixed().toString();
      else if (tag === tagTags.value) value = reader.lengthPrefixed().toString();
      else skipField(reader, tag);
    }
  } catch {
    return undefined;
  }
  return key === identityTagKey ? value : undefined;
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
