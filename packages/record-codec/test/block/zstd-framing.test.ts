import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import zlib from 'node:zlib';
import {
  CorruptRecordError,
  ZstdUnavailableError,
  decodeRecord,
  encodeBlock,
} from '@headwaters/record-codec';
import { incompressibleBytes } from '@headwaters/test-kit';
import { afterEach, describe, expect, it } from '@jest/globals';
import { blockOf } from '../support/blocks.js';
import { itWithZstd } from '../support/it-with-zstd.js';

const vectors = JSON.parse(readFileSync(join(__dirname, '../vectors/block-format-1.json'), 'utf8')) as {
  name: string;
  hex: string;
}[];
const zstdBlock = Buffer.from(vectors.find(({ name }) => name === 'lines 0, zstd')?.hex ?? '', 'hex');

const zlibMayLackZstd = zlib as { zstdCompressSync?: unknown };
const { zstdCompressSync } = zlibMayLackZstd;

function removeZstd(): void {
  delete zlibMayLackZstd.zstdCompressSync;
}

afterEach(() => {
  if (zstdCompressSync !== undefined) zlibMayLackZstd.zstdCompressSync = zstdCompressSync;
});

/** Length of the zstd frame at the start of a block. After it: 8 bytes, the metadata, its length (4 bytes), the magic (8). */
function frameLengthOf(block: Buffer): number {
  return block.length - block.readUInt32LE(block.length - 12) - 20;
}

function compress(body: Buffer, params: { ZSTD_c_contentSizeFlag?: number } = {}): Buffer {
  const { ZSTD_c_checksumFlag, ZSTD_c_contentSizeFlag } = zlib.constants;
  return zlib.zstdCompressSync(body, {
    params: { [ZSTD_c_checksumFlag]: 1, [ZSTD_c_contentSizeFlag]: params.ZSTD_c_contentSizeFlag ?? 1 },
  });
}

/** Returns one copy of the bytes for each bit, with that bit flipped. */
function flipEachBit(bytes: Buffer): Buffer[] {
  return Array.from({ length: 8 * bytes.length }, (_, bit) => {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    return changed;
  });
}

/** Returns whether data decodes without an error, but not to a block with these bytes. */
function decodesToOtherBytes(data: Buffer, body: Buffer): boolean {
  try {
    const decoded = decodeRecord(data);
    return decoded.profile !== 'block' || !body.equals(decoded.block.bytes);
  } catch (error) {
    if (error instanceof CorruptRecordError) return false;
    throw error;
  }
}

describe('without zstd in Node.js', () => {
  it('encodeBlock chooses gzip, and rejects zstd with the versions that support it', () => {
    removeZstd();
    expect(decodeRecord(encodeBlock(blockOf('a line\n'.repeat(20))))).toMatchObject({ compression: 'gzip' });
    const encode = () => encodeBlock(blockOf('a\n'), { compression: 'zstd' });
    expect(encode).toThrow(ZstdUnavailableError);
    expect(encode).toThrow('Use 22.15 or later');
  });

  it('decodeRecord rejects a zstd block', () => {
    removeZstd();
    expect(() => decodeRecord(zstdBlock)).toThrow(ZstdUnavailableError);
  });
});

describe('decodeRecord, on a zstd frame of another program', () => {
  /** `zstdCompressSync(Buffer.from('tide'))`, which writes no content checksum. */
  const withoutChecksum = Buffer.from('28b52ffd2004210000' + '74696465', 'hex');
  /** `zstd -1` writes one. */
  const withChecksum = Buffer.from('28b52ffd0448210000' + '74696465' + 'e7e5f532', 'hex');

  it('is plain if the frame is complete, with and without a content checksum', () => {
    const profiles = [withoutChecksum, withChecksum, Buffer.concat([withChecksum, withChecksum])].map(
      (data) => decodeRecord(data).profile,
    );
    expect(profiles).toEqual(['plain', 'plain', 'plain']);
  });

  it('is plain if a frame without a content checksum is truncated at any byte after its descriptor', () => {
    const lengths = Array.from(withoutChecksum.keys()).filter((length) => length > 4);
    const damaged = lengths.filter(
      (length) => decodeRecord(withoutChecksum.subarray(0, length)).profile !== 'plain',
    );
    expect(damaged).toEqual([]);
  });

  it('is damaged if a frame with a content checksum is truncated at any byte after its magic', () => {
    const lengths = Array.from(withChecksum.keys()).filter((length) => length >= 4);
    for (const length of lengths)
      expect(() => decodeRecord(withChecksum.subarray(0, length))).toThrow(CorruptRecordError);
  });
});

describe('decodeRecord, on a truncated zstd block', () => {
  it('rejects every truncation after the first three bytes that does not end between the frames', () => {
    const frameLength = frameLengthOf(zstdBlock);
    const decoded = Array.from(zstdBlock.keys()).filter(
      (length) => !isCorrupt(zstdBlock.subarray(0, length)),
    );
    expect(decoded).toEqual([0, 1, 2, 3, frameLength]);
  });
});

function isCorrupt(data: Buffer): boolean {
  try {
    return decodeRecord(data).profile === 'block';
  } catch (error) {
    return error instanceof CorruptRecordError;
  }
}

describe('decodeRecord, on a zstd block', () => {
  const frameLength = frameLengthOf(zstdBlock);
  const metadataFrame = zstdBlock.subarray(frameLength);
  const withFrame = (frameHex: string) => Buffer.concat([Buffer.from(frameHex, 'hex'), metadataFrame]);

  it.each([
    ['without a checksum', '28b52ffd2000010000'],
    ['with a block of the reserved type', '28b52ffd2400070000' + '00000000'],
    ['truncated within its window descriptor, dictionary id and content size', '28b52ffdc7'],
  ])('rejects a frame %s', (_, frame) => {
    expect(() => decodeRecord(withFrame(frame))).toThrow(CorruptRecordError);
  });

  it('rejects a metadata length above the length of the data', () => {
    const damaged = Buffer.from(zstdBlock);
    damaged.writeUInt32LE(damaged.length, damaged.length - 12);
    expect(() => decodeRecord(damaged)).toThrow(CorruptRecordError);
  });

  it('rejects another kind of skippable frame', () => {
    const damaged = Buffer.from(zstdBlock);
    damaged[frameLength] = 0x50;
    expect(() => decodeRecord(damaged)).toThrow(CorruptRecordError);
  });

  it('rejects data that consists of the signature alone', () => {
    expect(() => decodeRecord(Buffer.from('28b52ffd894857420d0a1a0a', 'hex'))).toThrow(CorruptRecordError);
  });

  itWithZstd.each([
    ['with a content size', Buffer.from('a line, a line, another\n'.repeat(9)), {}],
    [
      'without a content size',
      Buffer.from('a line, a line, another\n'.repeat(9)),
      { ZSTD_c_contentSizeFlag: 0 },
    ],
    ['with incompressible bytes', incompressibleBytes(99), {}],
  ])('rejects every one-bit change of a frame %s that would change its bytes', (_, body, params) => {
    const frame = compress(body, params);
    const block = Buffer.from(encodeBlock(blockOf(body), { compression: 'zstd' }));
    const after = block.subarray(frameLengthOf(block));
    const taken = flipEachBit(frame).filter((changed) =>
      decodesToOtherBytes(Buffer.concat([changed, after]), body),
    );
    expect(taken).toEqual([]);
  });

  itWithZstd('rejects a valid frame with fewer bytes than declared', () => {
    expect(() => decodeRecord(Buffer.concat([compress(Buffer.from('short')), metadataFrame]))).toThrow(
      'declares',
    );
  });
});
