import { CorruptRecordError } from '../errors/corrupt-record-error.js';
import type { AggregateContents } from './aggregate-contents.js';
import { aggregateTags, recordTags } from './aggregate-layout.js';
import { PlaceList } from './place-list.js';
import { ProtobufReader } from './protobuf-reader.js';

/**
 * Reads the message of an aggregate whose MD5 is right, all of it, so that nothing can fail halfway through its records.
 * Fields may come in any order; unknown ones are passed over.
 *
 * @throws {@link CorruptRecordError} if it is no such message, or a record names a key that is in no table.
 */
export function readAggregate(message: Buffer): AggregateContents {
  const partitionKeys: string[] = [];
  const explicitHashKeys: string[] = [];
  const places = new PlaceList();
  const reader = new ProtobufReader(message, 0, message.length);
  while (!reader.atEnd) {
    const tag = reader.varint();
    if (tag === aggregateTags.record) readRecord(reader, message, places);
    else if (tag === aggregateTags.partitionKey) partitionKeys.push(readText(reader, message));
    else if (tag === aggregateTags.explicitHashKey) explicitHashKeys.push(readText(reader, message));
    else reader.skip(tag);
  }
  checkIndexes(places, partitionKeys.length, explicitHashKeys.length);
  return { message, partitionKeys, explicitHashKeys, places };
}

function readText(reader: ProtobufReader, message: Buffer): string {
  const end = reader.prefixedEnd();
  const text = message.toString('utf8', reader.position, end);
  reader.position = end;
  return text;
}

/** A place holds 32 bits; no table is so long that this were an index into it. */
const maxIndex = 2 ** 31 - 1;

interface RecordTarget {
  /** Of the record, in the message. */
  readonly end: number;
  readonly places: PlaceList;
}

function readRecord(reader: ProtobufReader, message: Buffer, places: PlaceList): void {
  const end = reader.prefixedEnd();
  if (!readCommonRecord(reader, message, { end, places })) readAnyRecord(reader, message, { end, places });
  reader.position = end;
}

/** Reads a record as every known writer makes it: an index of one byte, the data, nothing else. */
function readCommonRecord(reader: ProtobufReader, message: Buffer, { end, places }: RecordTarget): boolean {
  const start = reader.position;
  const index = message[start + 1] ?? 0;
  if (message[start] !== recordTags.partitionKeyIndex || index >= 0x80) return false;
  if (message[start + 2] !== recordTags.data) return false;
  reader.position = start + 3;
  if (reader.prefixedEnd() === end) {
    places.add(reader.position, end, index, -1);
    return true;
  }
  reader.position = start;
  return false;
}

function readAnyRecord(reader: ProtobufReader, message: Buffer, { end, places }: RecordTarget): void {
  const fields = new ProtobufReader(message, reader.position, end);
  let [dataStart, dataEnd, partitionKey, explicitHashKey] = [-1, -1, -1, -1];
  while (!fields.atEnd) {
    const tag = fields.varint();
    if (tag === recordTags.partitionKeyIndex) partitionKey = fields.varint();
    else if (tag === recordTags.data) {
      dataEnd = fields.prefixedEnd();
      dataStart = fields.position;
      fields.position = dataEnd;
    } else if (tag === recordTags.explicitHashKeyIndex) explicitHashKey = fields.varint();
    else fields.skip(tag);
  }
  if (dataStart < 0 || partitionKey < 0) {
    throw new CorruptRecordError(
      'A record of an aggregate lacks its data or the index of its partition key.',
    );
  }
  places.add(dataStart, dataEnd, Math.min(partitionKey, maxIndex), Math.min(explicitHashKey, maxIndex));
}

function checkIndexes(places: PlaceList, partitionKeyCount: number, explicitHashKeyCount: number): void {
  for (let record = 0; record < places.count; record++) {
    const hasKeys =
      places.partitionKey(record) < partitionKeyCount &&
      places.explicitHashKey(record) < explicitHashKeyCount;
    if (hasKeys) continue;
    throw new CorruptRecordError(`Record ${String(record)} of an aggregate names a key that is in no table.`);
  }
}
