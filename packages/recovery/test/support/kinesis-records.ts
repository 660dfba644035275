import { encodeBlock, regroupBlock } from '@headwaters/record-codec';
import { split } from './archive-pipeline.js';

/** A Kinesis record of a test. */
export interface TestRecord {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly data: Uint8Array;
  readonly shardId: string;
}

/** A Kinesis record as a function gets it. */
export interface EventRecord {
  readonly eventID: string;
  readonly kinesis: {
    readonly sequenceNumber: string;
    readonly partitionKey: string;
    readonly data: string;
    readonly approximateArrivalTimestamp: number;
  };
}

export const sourceObject: { bucket: string; key: string; versionId?: string } = {
  bucket: 'source',
  key: 'notes.txt',
  versionId: 'v1',
};

/** Where in the object the record with a number is: each test record is a line of 10 bytes. */
export const lineBytes = 10;

/** Returns a Kinesis record with the line of a number, which is its sequence number too. */
export function lineRecord(
  number: number,
  { partitionKey = 'key', shardId = 'shardId-000000000000', source = sourceObject } = {},
): TestRecord {
  const [block] = split(source, `${String(number).padStart(lineBytes - 1, '0')}\n`);
  if (block === undefined) throw new Error('no block');
  const data = encodeBlock({ ...block, offset: number * lineBytes, isLast: false }, { compression: 'gzip' });
  return { sequenceNumber: sequenceNumberOf(number), partitionKey, shardId, data };
}

export function sequenceNumberOf(number: number): string {
  return `4959033827149025660855969253836157109592157598913658${String(number).padStart(4, '0')}`;
}

/** Returns a Kinesis record of another program. */
export function foreignRecord(number: number, partitionKey = 'foreign'): TestRecord {
  const data = Buffer.from(`foreign ${number}`);
  return { ...lineRecord(number, { partitionKey }), data };
}

/** Returns a Kinesis record that can't be decoded. */
export function damagedRecord(number: number): TestRecord {
  const record = lineRecord(number);
  return { ...record, data: Buffer.from(record.data).fill(0, 30, 40) };
}

/** Returns the number of a record of {@link lineRecord}. */
export function numberOf({ kinesis: { sequenceNumber } }: EventRecord): number {
  return Number(sequenceNumber.slice(-4));
}

/** Returns a Kinesis record as Lambda stores it in the failures bucket. */
export function eventRecord({ shardId, sequenceNumber, partitionKey, data }: TestRecord) {
  return {
    eventID: `${shardId}:${sequenceNumber}`,
    kinesis: {
      ...{ sequenceNumber, partitionKey, approximateArrivalTimestamp: 1_796_030_000.123 },
      data: Buffer.from(data).toString('base64'),
    },
  };
}

/** Returns the Kinesis records of an object whose lines are divided by their first character, numbered from 0. */
export function partRecords(content: string, source = sourceObject): TestRecord[] {
  const [block] = split(source, content);
  if (block === undefined) throw new Error('no block');
  const keyOf = (record: Uint8Array) => String(record[0]);
  return regroupBlock(block, { keyOf, slotCount: 1_000 }).map((part, number) => {
    const partitionKey = `slot ${number}`;
    return { ...lineRecord(number, { partitionKey }), data: encodeBlock(part, { compression: 'gzip' }) };
  });
}
