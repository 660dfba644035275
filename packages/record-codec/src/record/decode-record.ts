import { asBuffer } from '../bytes/as-buffer.js';
import { md5 } from '../kpl/md5.js';
import { decodeBytes } from './decode-bytes.js';
import type { DecodedRecord } from './decoded-record.js';

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
