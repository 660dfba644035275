import { CorruptRecordError } from '../errors/corrupt-record-error.js';
import { numbersPerPlace, type AggregateContents } from './aggregate-contents.js';
import { aggregateTags, recordTags } from './aggregate-layout.js';
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
  const places: number[] = [];
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

function readRecord(reader: ProtobufReader, message: Buffer, places: number[]): void {
  const end = reader.prefixedEnd();
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
  places.push(dataStart, dataEnd, partitionKey, explicitHashKey);
  reader.position = end;
}

function checkIndexes(places: number[], partitionKeyCount: number, explicitHashKeyCount: number): void {
  for (let at = 0; at < places.length; at += numbersPerPlace) {
    if ((places[at + 2] ?? 0) < partitionKeyCount && (places[at + 3] ?? 0) < explicitHashKeyCount) continue;
    throw new CorruptRecordError(
      `Record ${String(at / numbersPerPlace)} of an aggregate names a key that is in no table.`,
    );
  }
}
