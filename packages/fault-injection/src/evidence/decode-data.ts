import { type CarriedBlock, type DecodedRecord, carriedBlock, decodeRecord } from '@headwaters/record-codec';

/** Decodes the data of a Kinesis record. Returns undefined if they are damaged. */
export function decodeData(data: Buffer): DecodedRecord | undefined {
  try {
    return decodeRecord(data);
  } catch {
    return undefined;
  }
}

/** Returns the range of an object that a Kinesis record carries. Undefined for foreign data. */
export function readCarried(
  decoded: DecodedRecord | undefined,
  partitionKey: string,
): CarriedBlock | undefined {
  return decoded && carriedBlock(decoded, partitionKey);
}
