import { decodeBlockData, type DecodedBlock } from '../block/decode-block.js';
import { asBuffer } from '../bytes/byte-views.js';
import { aggregateMessage, startsLikeAggregate } from '../kpl/aggregate-layout.js';
import { decodeAggregate, type DecodedAggregate } from '../kpl/decode-aggregate.js';
import { md5 } from '../kpl/md5.js';

/** A Kinesis record that is neither a block nor an aggregate: its data is one record. */
export interface DecodedPlain {
  readonly profile: 'plain';
  readonly bytes: Uint8Array;
  /** Set if the data starts like an aggregate but its MD5 does not match: it is probably a damaged aggregate. */
  readonly resembles?: 'kpl';
}

/** A decoded Kinesis record. Distinguish the variants by `profile`. */
export type DecodedRecord = DecodedBlock | DecodedAggregate | DecodedPlain;

/**
 * Decodes the data of one Kinesis record. Its own bytes determine the profile. Format: FORMAT.md.
 *
 * @param data - The data, not base64. Not modified; the result may share its memory.
 * @param options.maxRawBytes - Largest body of a block accepted, in bytes, checked before allocation. Default:
 * {@link maxFramedBodyBytes}.
 * @throws {@link CorruptRecordError} if a block or an aggregate is damaged. Quarantine the data; a retry fails the same way.
 * @throws {@link LimitExceededError} if a block declares more than `maxRawBytes`.
 * @throws {@link UnsupportedFormatError} if a block uses a newer format than this package supports.
 * @throws {@link ZstdUnavailableError} if a block is zstd and the running Node.js does not support it.
 */
export function decodeRecord(data: Uint8Array, options: { maxRawBytes?: number } = {}): DecodedRecord {
  return decodeData(asBuffer(data), options, md5);
}

/** @param md5 - Returns the MD5 of an aggregate's message. Called only if the data starts like an aggregate. */
export function decodeData(
  bytes: Buffer,
  options: { maxRawBytes?: number },
  md5: (message: Buffer) => Buffer | undefined,
): DecodedRecord {
  if (!startsLikeAggregate(bytes)) return decodeBlockData(bytes, options) ?? { profile: 'plain', bytes };
  const aggregate = decodeAggregate(bytes, md5(aggregateMessage(bytes)));
  return aggregate ?? { profile: 'plain', bytes, resembles: 'kpl' };
}
