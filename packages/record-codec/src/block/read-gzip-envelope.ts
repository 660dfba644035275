import { CorruptRecordError } from '../errors/corrupt-record-error.js';
import type { BlockEnvelope } from './block-envelope.js';
import { gzipHeader, gzipMagicOffset, gzipSubfieldId, gzipTrailerBytes, magic } from './block-layout.js';
import { hasSignature } from './has-signature.js';

const subfieldIdOffset = gzipHeader.length + 2;
const subfieldOffset = subfieldIdOffset + 4;
const metadataOffset = gzipMagicOffset + magic.length;

/**
 * Takes a block in the gzip profile apart.
 *
 * @returns undefined if `data` is something else.
 * @throws {@link CorruptRecordError} if it is a block whose framing is damaged.
 */
export function readGzipEnvelope(data: Buffer): BlockEnvelope | undefined {
  const isBlock = hasSignature(data, 'gzip', [
    { offset: 0, bytes: gzipHeader },
    { offset: subfieldIdOffset, bytes: gzipSubfieldId },
    { offset: gzipMagicOffset, bytes: magic },
  ]);
  if (!isBlock) return undefined;
  const extraLength = data.readUInt16LE(gzipHeader.length);
  const subfieldLength = data.readUInt16LE(subfieldIdOffset + 2);
  const bodyOffset = subfieldOffset + subfieldLength;
  if (extraLength !== subfieldLength + 4 || bodyOffset < metadataOffset) {
    throw new CorruptRecordError('The lengths in the header of a gzip block contradict each other.');
  }
  if (bodyOffset + gzipTrailerBytes >= data.length) {
    throw new CorruptRecordError('A gzip block ends within its header.');
  }
  return {
    compression: 'gzip',
    metadata: data.subarray(metadataOffset, bodyOffset),
    payload: data.subarray(bodyOffset),
  };
}
