import { type DecodedRecord, decodeRecord } from '@headwaters/record-codec';

/** Decodes a record's data; nothing where it is damaged. */
export function readData(data: Buffer): DecodedRecord | undefined {
  try {
    return decodeRecord(data);
  } catch {
    return undefined;
  }
}
