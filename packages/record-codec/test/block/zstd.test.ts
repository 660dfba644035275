import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import zlib from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  CorruptRecordError,
  decodeRecord,
  encodeBlock,
  ZstdUnavailableError,
} from '@headwaters/record-codec';
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
  const frameLength = zstdBlock.length - zstdBlock.readUInt32LE(zstdBlock.length - 12) - 20;
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

  itWithZstd('refuses a sound frame of fewer bytes than declared', () => {
    const options = { params: { [zlib.constants.ZSTD_c_checksumFlag]: 1 } };
    const shorter = zlib.zstdCompressSync(Buffer.from('short'), options);
    expect(() => decodeRecord(Buffer.concat([shorter, metadataFrame]))).toThrow('declares');
  });
});
