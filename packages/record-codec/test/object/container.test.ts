import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { containerHeadBytes, detectContainer, isGzip, isZstd } from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';

const ofHex = (hex: string) => Buffer.from(hex, 'hex');
const compressedBy = (tool: string, input: string) => execFileSync(tool, ['-c'], { input });

describe('isGzip', () => {
  it('recognizes the first two bytes 1F 8B and nothing else', () => {
    const heads = ['', '1f', '1f8b', '1f8b08', '8b1f', '1f8c', '208b', '001f8b'];
    expect(heads.filter((head) => isGzip(ofHex(head)))).toEqual(['1f8b', '1f8b08']);
  });
});

describe('isZstd', () => {
  it('recognizes the magic of a frame and of the 16 skippable frames, and nothing else', () => {
    const heads = [
      '28b52f',
      '28b52ffd',
      '28b52ffd20',
      '28b52ffc',
      '502a4d18',
      '5f2a4d18',
      '602a4d18',
      '4f2a4d18',
    ];
    expect(heads.filter((head) => isZstd(ofHex(head)))).toEqual([
      '28b52ffd',
      '28b52ffd20',
      '502a4d18',
      '5f2a4d18',
    ]);
  });
});

describe('detectContainer', () => {
  it.each([
    { container: 'gzip', file: gzipSync('tide') },
    { container: 'zstd', file: compressedBy('zstd', 'tide') },
    { container: 'bzip2', file: compressedBy('bzip2', 'tide') },
    { container: 'bzip2', file: compressedBy('bzip2', '') },
    { container: 'xz', file: compressedBy('xz', 'tide') },
    { container: 'zip', file: ofHex('504b0304140000000800') },
    { container: 'zip', file: ofHex('504b0506000000000000') },
    { container: undefined, file: Buffer.from('BZh9 is the head of a bzip2 file') },
    { container: undefined, file: Buffer.from('BZh0') },
    { container: undefined, file: Buffer.from('PK,name\n') },
    { container: undefined, file: Buffer.from('id,name\n') },
    { container: undefined, file: Buffer.alloc(0) },
  ])('finds $container in the first 10 bytes of a file', ({ container, file }) => {
    expect(detectContainer(file.subarray(0, containerHeadBytes))).toBe(container);
  });
});
