import { decodeBlockData } from '../block/decode-block-data.js';
import { aggregateMessage, beginsAsAggregate } from '../kpl/aggregate-layout.js';
import { decodeAggregate } from '../kpl/decode-aggregate.js';
import type { DecodedRecord } from './decoded-record.js';

/** Decodes the data of one record. @param md5 - Asked for the MD5 of the message of what begins as an aggregate. */
export function decodeBytes(
  bytes: Buffer,
  options: { maxRawBytes?: number },
  md5: (message: Buffer) => Buffer | undefined,
): DecodedRecord {
  if (beginsAsAggregate(bytes)) return decodeAggregate(bytes, md5(aggregateMessage(bytes)));
  return decodeBlockData(bytes, options) ?? { profile: 'plain', bytes };
}
