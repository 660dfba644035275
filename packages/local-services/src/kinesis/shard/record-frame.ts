/** A Kinesis record before a shard has stored it. */
export interface NewRecord {
  readonly partitionKey: string;
  readonly data: Buffer;
  readonly encrypted: boolean;
}

/** A Kinesis record as its shard stores it. */
export interface ShardRecord extends NewRecord {
  /** Position in the shard, from 1. */
  readonly counter: number;
  readonly arrivalMillis: number;
}

/** Size of a record as Kinesis counts it: data plus partition key, in bytes. */
export function recordBytes({ data, partitionKey }: NewRecord): number {
  return data.length + Buffer.byteLength(partitionKey);
}

/**
 * Bytes of a frame before the partition key (UTF-8) and the data. All numbers are big-endian:
 *   0  6  counter
 *   6  6  arrival time, milliseconds since 1970
 *  12  1  1 if the stream was encrypted when the record arrived, else 0
 *  13  2  length of the partition key
 *  15  4  length of the data
 */
const headerBytes = 19;

/** Encodes a record. The parts are written one after the other; the data is not copied. */
export function encodeFrame(record: ShardRecord): readonly [header: Buffer, data: Buffer] {
  const keyBytes = Buffer.byteLength(record.partitionKey);
  const header = Buffer.allocUnsafe(headerBytes + keyBytes);
  header.writeUIntBE(record.counter, 0, 6);
  header.writeUIntBE(record.arrivalMillis, 6, 6);
  header.writeUInt8(record.encrypted ? 1 : 0, 12);
  header.writeUInt16BE(keyBytes, 13);
  header.writeUInt32BE(record.data.length, 15);
  header.write(record.partitionKey, headerBytes);
  return [header, record.data];
}

/** Length of the frame at `offset`, or undefined if `bytes` ends within its header. */
export function frameLength(bytes: Buffer, offset: number): number | undefined {
  if (offset + headerBytes > bytes.length) return undefined;
  return headerBytes + bytes.readUInt16BE(offset + 13) + bytes.readUInt32BE(offset + 15);
}

/** Decodes the frame at `offset`. The data of the record shares the memory of `bytes`. */
export function decodeFrame(bytes: Buffer, offset: number): ShardRecord {
  const keyStart = offset + headerBytes;
  const dataStart = keyStart + bytes.readUInt16BE(offset + 13);
  return {
    counter: bytes.readUIntBE(offset, 6),
    arrivalMillis: bytes.readUIntBE(offset + 6, 6),
    encrypted: bytes.readUInt8(offset + 12) === 1,
    partitionKey: bytes.toString('utf8', keyStart, dataStart),
    data: bytes.subarray(dataStart, dataStart + bytes.readUInt32BE(offset + 15)),
  };
}
