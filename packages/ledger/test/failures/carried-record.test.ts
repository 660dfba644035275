import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import zlib from 'node:zlib';
import { rangeOfPart, readCarried } from '@headwaters/ledger';
import { BlockSplitter, encodeBlock } from '@headwaters/record-codec';
import { afterEach, describe, expect, it } from '@jest/globals';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
const splitter = new BlockSplitter({ source });
const [block] = [...splitter.push(Buffer.from('one\n')), ...splitter.end()];
const data = block === undefined ? Buffer.alloc(0) : encodeBlock(block, { compression: 'gzip' });

const vectorFile = join(__dirname, '../../../record-codec/test/vectors/block-format-1.json');
const vectors = JSON.parse(readFileSync(vectorFile, 'utf8')) as { name: string; hex: string }[];
const zstdBlock = Buffer.from(vectors.find(({ name }) => name === 'lines 0, zstd')?.hex ?? '', 'hex');

const zlibMayLackZstd = zlib as { zstdCompressSync?: unknown };
const { zstdCompressSync } = zlibMayLackZstd;

afterEach(() => {
  if (zstdCompressSync !== undefined) zlibMayLackZstd.zstdCompressSync = zstdCompressSync;
});

describe('readCarried', () => {
  it('returns what a Kinesis record carries, unreadable for a damaged one, and undefined for a foreign one', () => {
    const read = (bytes: Uint8Array) => readCarried({ data: bytes, partitionKey: 'key' });
    expect(read(data)).toMatchObject({ source, offset: 0, rawLength: 4 });
    expect(read(Buffer.from(data).subarray(0, -1))).toBe('unreadable');
    expect(read(Buffer.from('foreign'))).toBeUndefined();
  });

  it('does not call a zstd block damaged where Node.js has no zstd: it throws, and names the versions that have it', () => {
    delete zlibMayLackZstd.zstdCompressSync;
    expect(() => readCarried({ data: zstdBlock, partitionKey: 'key' })).toThrow('Use 22.15 or later');
  });
});

describe('rangeOfPart', () => {
  it('is the divided range, with the index of the part', () => {
    const part = { slot: 7, index: 1, count: 3, rangeOffset: 10, rangeLength: 5 };
    expect(rangeOfPart(part)).toEqual({ offset: 10, endOffset: 15, count: 3, indexes: [1] });
  });
});
