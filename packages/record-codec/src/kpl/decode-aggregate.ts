import type { DecodedAggregate, DecodedPlain } from '../record/decoded-record.js';
import { aggregateMessage, digestBytes } from './aggregate-layout.js';
import { readAggregate } from './read-aggregate.js';

/**
 * Decodes data that begins as an aggregate does, the MD5 of its message being known. Another MD5 than the one it carries
 * makes it a plain record, as the KCL has it.
 *
 * @throws {@link CorruptRecordError} if the MD5 is right and the message is not.
 */
export function decodeAggregate(bytes: Buffer, digest: Buffer | undefined): DecodedAggregate | DecodedPlain {
  if (digest?.equals(bytes.subarray(bytes.length - digestBytes)) !== true) {
    return { profile: 'plain', bytes, resembles: 'kpl' };
  }
  const records = readAggregate(aggregateMessage(bytes));
  return { profile: 'kpl', records: () => records };
}
