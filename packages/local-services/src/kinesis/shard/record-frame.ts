/** A record as its shard keeps it. */
export interface ShardRecord {
  /** Place in the shard, from 1. */
  readonly counter: number;
  readonly arrivalMillis: number;
  readonly partitionKey: string;
  readonly data: Buffer;
  readonly encrypted: boolean;
}

/**
 * Bytes of a frame before partition key (UTF-8) and data, all big-endian:
 *   0  6  counter
 *   6  6  arrival time, milliseconds since 1970
 *  12  1  1 if the stream was encrypted when the record came
 *  13  2  length of the partition key
 *  15  4  length of the data
 */
const headerBytes = 19;

/** A record's frame, as parts to be written one after the other. The data is not copied. */
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

/** The length of the frame that begins at `offset`, or undefined if its header is not all there. */
export function frameLength(bytes: Buffer, offset: number): number | undefined {
  if (offset + headerBytes > bytes.length) return undefined;
  return headerBytes + bytes.readUInt16BE(offset + 13) + bytes.readUInt32BE(offset + 15);
}

/** Reads the frame that begins at `offset`. The record's data shares the memory of `bytes`. */
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
