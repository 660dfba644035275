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

/** Of the zstd frame that a block begins with: after it come 8 bytes, the metadata, its length in 4 bytes, the magic in 8. */
function frameLengthOf(block: Buffer): number {
  return block.length - block.readUInt32LE(block.length - 12) - 20;
}

function compress(body: Buffer, params: { ZSTD_c_contentSizeFlag?: number } = {}): Buffer {
  const { ZSTD_c_checksumFlag, ZSTD_c_contentSizeFlag } = zlib.constants;
  return zlib.zstdCompressSync(body, {
    params: { [ZSTD_c_checksumFlag]: 1, [ZSTD_c_contentSizeFlag]: params.ZSTD_c_contentSizeFlag ?? 1 },
  });
}

/** The bytes with their first bit changed, with their second bit changed, and so on. */
function changedBits(bytes: Buffer): Buffer[] {
  return Array.from({ length: 8 * bytes.length }, (_, bit) => {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    return changed;
  });
}

/** Whether it decodes without an error, to a block of other bytes. */
function isTakenForOther(data: Buffer, body: Buffer): boolean {
  try {
    const decoded = decodeRecord(data);
    return decoded.profile !== 'block' || !body.equals(decoded.block.bytes);
  } catch (error) {
    if (error instanceof CorruptRecordError) return false;
    throw error;
  }
}

describe('where Node has no zstd', () => {
  it('encodeBlock chooses gzip, and refuses zstd with what to do', () => {
    removeZstd();
    expect(decodeRecord(encodeBlock(blockOf('a line\n'.repeat(20))))).toMatchObject({ compression: 'gzip' });
    const encode = () => encodeBlock(blockOf('a\n'), { compression: 'zstd' });
    expect(encode).toThrow(ZstdUnavailableError);
    expect(encode).toThrow('Run Node >= 22.15');
  });

  it('decodeRecord refuses a zstd block with what to do', () => {
    removeZstd();
    expect(() => decodeRecord(zstdBlock)).toThrow(ZstdUnavailableError);
  });
});

describe('decodeRecord, of a zstd block', () => {
  const frameLength = frameLengthOf(zstdBlock);
  const metadataFrame = zstdBlock.subarray(frameLength);
  const withFrame = (frameHex: string) => Buffer.concat([Buffer.from(frameHex, 'hex'), metadataFrame]);

  it.each([
    ['without a checksum', '28b52ffd2000010000'],
    ['with a reserved kind of block', '28b52ffd2400070000' + '00000000'],
    ['with a window descriptor, a dictionary and a long content size that ends early', '28b52ffdc7'],
  ])('refuses a frame %s', (_, frame) => {
    expect(() => decodeRecord(withFrame(frame))).toThrow(CorruptRecordError);
  });

  it('refuses a metadata length that leads out of the record', () => {
    const damaged = Buffer.from(zstdBlock);
    damaged.writeUInt32LE(damaged.length, damaged.length - 12);
    expect(() => decodeRecord(damaged)).toThrow(CorruptRecordError);
  });

  it('refuses a skippable frame of another kind', () => {
    const damaged = Buffer.from(zstdBlock);
    damaged[frameLength] = 0x50;
    expect(() => decodeRecord(damaged)).toThrow(CorruptRecordError);
  });

  it('refuses data that is all signature', () => {
    expect(() => decodeRecord(Buffer.from('28b52ffd894857420d0a1a0a', 'hex'))).toThrow(CorruptRecordError);
  });

  itWithZstd.each([
    ['that says its size', Buffer.from('a line, a line, another\n'.repeat(9)), {}],
    ['that does not', Buffer.from('a line, a line, another\n'.repeat(9)), { ZSTD_c_contentSizeFlag: 0 }],
    ['of bytes that do not shrink', incompressibleBytes(99), {}],
  ])('takes no frame %s for other bytes, whichever bit of it changes', (_, body, params) => {
    const frame = compress(body, params);
    const block = Buffer.from(encodeBlock(blockOf(body), { compression: 'zstd' }));
    const after = block.subarray(frameLengthOf(block));
    const taken = changedBits(frame).filter((changed) =>
      isTakenForOther(Buffer.concat([changed, after]), body),
    );
    expect(taken).toEqual([]);
  });

  itWithZstd('refuses a sound frame of fewer bytes than declared', () => {
    expect(() => decodeRecord(Buffer.concat([compress(Buffer.from('short')), metadataFrame]))).toThrow(
      'declares',
    );
  });
});
