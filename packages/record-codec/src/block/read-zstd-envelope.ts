import { CorruptRecordError } from '../errors/corrupt-record-error.js';
import type { BlockEnvelope } from './block-envelope.js';
import {
  magic,
  skippableHeaderBytes,
  skippableMagic,
  zstdFrameMagic,
  zstdTrailerBytes,
} from './block-layout.js';
import { hasSignature } from './has-signature.js';
import { zstdFrameEnd } from './zstd-frame-end.js';

/**
 * Takes a block in the zstd profile apart.
 *
 * @returns undefined if `data` is something else, be it a zstd frame of others.
 * @throws {@link CorruptRecordError} if it is a block whose framing is damaged, or a zstd frame that is not whole.
 */
export function readZstdEnvelope(data: Buffer): BlockEnvelope | undefined {
  const isBlock = hasSignature(data, 'zstd', [
    { offset: 0, bytes: zstdFrameMagic },
    { offset: Math.max(data.length - magic.length, 0), bytes: magic },
  ]);
  if (!isBlock) {
    checkForeign(data);
    return undefined;
  }
  const metadataLength = data.readUInt32LE(data.length - zstdTrailerBytes);
  const metadataOffset = data.length - zstdTrailerBytes - metadataLength;
  const frameEnd = metadataOffset - skippableHeaderBytes;
  if (zstdFrameEnd(data) !== frameEnd || !isSkippableHeader(data, frameEnd, metadataLength)) {
    throw new CorruptRecordError('The frames of a zstd block do not end where its lengths say.');
  }
  return {
    compression: 'zstd',
    metadata: data.subarray(metadataOffset, metadataOffset + metadataLength),
    payload: data.subarray(0, frameEnd),
  };
}

function isSkippableHeader(data: Buffer, offset: number, metadataLength: number): boolean {
  return (
    startsWith(data, skippableMagic, offset) &&
    data.readUInt32LE(offset + 4) === metadataLength + zstdTrailerBytes
  );
}

/** A block that lost its end has no signature there; what is left of it is a zstd frame cut short, or our frame after it. */
function checkForeign(data: Buffer): void {
  if (!startsWith(data, zstdFrameMagic, 0)) return;
  const frameEnd = zstdFrameEnd(data);
  if (frameEnd === undefined || isCutShort(data.subarray(frameEnd, frameEnd + skippableMagic.length))) {
    throw new CorruptRecordError('A zstd frame, of a block or of others, ends early.');
  }
}

function isCutShort(afterFrame: Buffer): boolean {
  return afterFrame.length > 0 && startsWith(skippableMagic, afterFrame, 0);
}

function startsWith(data: Buffer, bytes: Buffer, offset: number): boolean {
  return data.subarray(offset, offset + bytes.length).equals(bytes);
}
