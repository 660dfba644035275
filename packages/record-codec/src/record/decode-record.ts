import { decodeBlockData, type DecodedBlock } from '../block/decode-block.js';
import { asBuffer } from '../bytes/byte-views.js';
import { aggregateMessage, beginsAsAggregate } from '../kpl/aggregate-layout.js';
import { decodeAggregate, type DecodedAggregate } from '../kpl/decode-aggregate.js';
import { md5 } from '../kpl/md5.js';

/** A record that says nothing about itself: its data as it is. */
export interface DecodedPlain {
  readonly profile: 'plain';
  readonly bytes: Uint8Array;
  /** The data begins as an aggregate does, but its MD5 is another: most likely a damaged one. */
  readonly resembles?: 'kpl';
}

/** What `decodeRecord` makes of a record, told apart by `profile`. */
export type DecodedRecord = DecodedBlock | DecodedAggregate | DecodedPlain;

/**
 * Decodes the data of one Kinesis record, recognised by its own bytes. Format: FORMAT.md.
 *
 * @param data - The record's data (not base64). Not modified; the result may share its memory.
 * @param options.maxRawBytes - Largest body of a block accepted, in bytes, checked before allocation. Default: maxFramedBodyBytes.
 * @throws {@link CorruptRecordError} if a block or an aggregate is damaged. Quarantine it; never retry.
 * @throws {@link LimitExceededError} if a block declares more than maxRawBytes.
 * @throws {@link UnsupportedFormatError} if a block is newer than this package.
 * @throws {@link ZstdUnavailableError} if a block needs zstd where the running Node has none.
 */
export function decodeRecord(data: Uint8Array, options: { maxRawBytes?: number } = {}): DecodedRecord {
  return decodeBytes(asBuffer(data), options, md5);
}

/** Decodes the data of one record. @param md5 - Asked for the MD5 of the message of what begins as an aggregate. */
export function decodeBytes(
  bytes: Buffer,
  options: { maxRawBytes?: number },
  md5: (message: Buffer) => Buffer | undefined,
): DecodedRecord {
  if (!beginsAsAggregate(bytes)) return decodeBlockData(bytes, options) ?? { profile: 'plain', bytes };
  const aggregate = decodeAggregate(bytes, md5(aggregateMessage(bytes)));
  return aggregate ?? { profile: 'plain', bytes, resembles: 'kpl' };
}
