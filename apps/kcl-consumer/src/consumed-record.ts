import {
  type Block,
  CorruptRecordError,
  type DecodedAggregate,
  blockId,
  carriedBlock,
  decodeRecord,
} from '@headwaters/record-codec';
import type { KclRecord } from 'aws-kcl';

const newline = 10;
const carriageReturn = 13;

/** A line, CSV row or file that the stream carries, whatever the wire profile. */
export interface ConsumedRecord {
  /**
   * The same on every delivery, so that a record that is delivered again can be recognized. `bucket/key@versionId#offset` where the
   * Kinesis record names its object (wires `block` and `kpl`), `digest#offset` for wire `plain`, else the KCL's position
   * `sequenceNumber.subSequenceNumber`.
   */
  readonly id: string;
  /** Without its line terminator. */
  readonly bytes: Uint8Array;
}

/** Reads the byte range that a reference stands for: a record that is too large for Kinesis. */
export type ReadReference = (reference: Block) => Promise<Uint8Array>;

/** The records of what the KCL passes on as one record. */
export interface ReadResult {
  readonly records: readonly ConsumedRecord[];
  /** Set if some of it can't be read: then `records` are the others. */
  readonly damage?: Error;
}

/**
 * Reads the records of what the KCL passes on as one record.
 *
 * The KCL takes KPL aggregates apart before the program sees them, so wire `kpl` arrives as user records without tags, at positions from 0:
 * https://github.com/awslabs/amazon-kinesis-client/blob/master/amazon-kinesis-client/src/main/java/software/amazon/kinesis/retrieval/AggregatorUtil.java
 *
 * @throws the codec's error if the data is not base64, or a damaged block or aggregate, and that of `readReference`.
 */
export async function readRecords(record: KclRecord, readReference: ReadReference): Promise<ReadResult> {
  const { partitionKey, sequenceNumber } = record;
  const subSequenceNumber = record.subSequenceNumber ?? 0;
  const bytes = decodeData(record);
  if (bytes === undefined) throw notBase64(record);
  const userRecord = { id: `${sequenceNumber}.${subSequenceNumber}`, bytes: withoutLineEnd(bytes) };
  // Only user records of an aggregate have a position above 0. They are never framed themselves.
  if (subSequenceNumber > 0) return { records: [userRecord] };
  const decoded = decodeRecord(bytes);
  const carried = carriedBlock(decoded, partitionKey);
  if (carried?.reference !== undefined)
    return { records: [await readReferenced(carried.reference, readReference)] };
  if (carried !== undefined) return { records: [...carried.records()] };
  return decoded.profile === 'kpl' ? readAggregate(decoded, sequenceNumber) : { records: [userRecord] };
}

/** Decodes the data of a record. Returns undefined if it is not base64: Node.js skips such characters, which would lose data silently. */
export function decodeData({ data }: KclRecord): Buffer | undefined {
  if (typeof data !== 'string') return undefined;
  const bytes = Buffer.from(data, 'base64');
  return bytes.toString('base64') === data ? bytes : undefined;
}

function notBase64({ data }: KclRecord): CorruptRecordError {
  const problem = typeof data === 'string' ? 'is not base64' : 'is missing';
  return new CorruptRecordError(`The data of the Kinesis record ${problem}.`);
}

async function readReferenced(reference: Block, readReference: ReadReference): Promise<ConsumedRecord> {
  return { id: blockId(reference), bytes: withoutLineEnd(await readReference(reference)) };
}

/** An aggregate of another program, if the KCL has not taken it apart. */
function readAggregate(aggregate: DecodedAggregate, sequenceNumber: string): ReadResult {
  const records = aggregate.records();
  const damage = records.find(({ error }) => error !== undefined)?.error;
  return {
    records: records
      .filter(({ error }) => error === undefined)
      .map(({ bytes, subSequenceNumber }) => ({ id: `${sequenceNumber}.${subSequenceNumber}`, bytes })),
    ...(damage !== undefined && { damage }),
  };
}

/** Removes a line terminator, which a record of wire `kpl` and of wire `plain` has unless the producer removes it. */
function withoutLineEnd(bytes: Uint8Array): Uint8Array {
  if (bytes.at(-1) !== newline) return bytes;
  return bytes.subarray(0, bytes.at(-2) === carriageReturn ? -2 : -1);
}
