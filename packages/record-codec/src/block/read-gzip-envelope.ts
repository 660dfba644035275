import { CorruptRecordError } from '../errors/corrupt-record-error.js';
import type { BlockEnvelope } from './block-envelope.js';
import {
  gzipExtraLengthOffset,
  gzipHeader,
  gzipMagicOffset,
  gzipMetadataOffset,
  gzipSubfieldId,
  gzipSubfieldIdOffset,
  gzipSubfieldLengthOffset,
  gzipTrailerBytes,
  magic,
} from './block-layout.js';
import { hasSignature } from './has-signature.js';

/**
 * Takes a block in the gzip profile apart.
 *
 * @returns undefined if `data` is something else.
 * @throws {@link CorruptRecordError} if it is a block whose framing is damaged.
 */
export function readGzipEnvelope(data: Buffer): BlockEnvelope | undefined {
  const isBlock = hasSignature(data, 'gzip', [
    { offset: 0, bytes: gzipHeader },
    { offset: gzipSubfieldIdOffset, bytes: gzipSubfieldId },
    { offset: gzipMagicOffset, bytes: magic },
  ]);
  if (!isBlock) return undefined;
  const extraLength = data.readUInt16LE(gzipExtraLengthOffset);
  const subfieldLength = data.readUInt16LE(gzipSubfieldLengthOffset);
  const bodyOffset = gzipMagicOffset + subfieldLength;
  if (extraLength !== subfieldLength + 4 || bodyOffset < gzipMetadataOffset) {
    throw new CorruptRecordError('The lengths in the header of a gzip block contradict each other.');
  }
  if (bodyOffset + gzipTrailerBytes >= data.length) {
    throw new CorruptRecordError('A gzip block ends within its header.');
  }
  return {
    compression: 'gzip',
    metadata: data.subarray(gzipMetadataOffset, bodyOffset),
    payload: data.subarray(bodyOffset),
  };
}
