import { ByteReader } from '../bytes/byte-reader.js';
import { memoryOf } from '../bytes/memory-of.js';
import { CorruptRecordError } from '../errors/corrupt-record-error.js';
import { aggregateTags, recordTags, wireType } from './aggregate-layout.js';
import { AggregateRecord, type AggregatePlace } from './aggregate-record.js';

/**
 * Reads the message of an aggregate whose MD5 is right, all of it, so that nothing can fail halfway through its records.
 * Fields may come in any order; unknown ones are passed over.
 *
 * @throws {@link CorruptRecordError} if it is no such message, or a record names a key that is in no table.
 */
export function readAggregate(message: Buffer): AggregateRecord[] {
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
