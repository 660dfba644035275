import type { StreamRecord } from '../../src/lane/put-records.js';

/** A record of this many bytes, data and key together, that `number` tells from others of its key. */
export function streamRecordOf(
  partitionKey: string,
  number: number,
  totalBytes = partitionKey.length + 8,
): StreamRecord {
  const data = Buffer.alloc(totalBytes - partitionKey.length);
  data.writeUInt32BE(number);
  return { partitionKey, data, recordCount: 1 };
}

/** The number of a record made by {@link streamRecordOf}. */
export function numberOf({ data }: StreamRecord): number {
  return Buffer.from(data).readUInt32BE();
}
