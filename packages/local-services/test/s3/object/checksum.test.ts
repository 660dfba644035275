import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ChecksumAlgorithm, checksumNamed, startChecksum } from '../../../src/s3/object/checksum.js';

const check = 'Hex of each checksum of "123456789"';

/**
 * CRC: the `check` values of https://reveng.sourceforge.io/crc-catalogue/all.htm (CRC-32/ISO-HDLC, CRC-32/ISCSI,
 * CRC-64/NVME). SHA: sha1sum and sha256sum.
 */
const vectors: [ChecksumAlgorithm, string][] = [
  ['CRC32', 'cbf43926'],
  ['CRC32C', 'e3069283'],
  ['CRC64NVME', 'ae8b14860a799888'],
  ['SHA1', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
  ['SHA256', '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'],
];

function digestOf(algorithm: ChecksumAlgorithm, pieces: readonly Uint8Array[]): string {
  const checksum = startChecksum(algorithm);
  for (const piece of pieces) checksum.update(Buffer.from(piece));
  return checksum.digest().toString('hex');
}

describe('startChecksum', () => {
  it.each(vectors)(`gives the published check value of %s (${check})`, (algorithm, hex) => {
    expect(digestOf(algorithm, [Buffer.from('123456789')])).toBe(hex);
  });

  it.each(vectors)('gives the same %s however the bytes are cut', (algorithm) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), fc.nat(100), (bytes, one, other) => {
        const [first, second] = [Math.min(one, other), Math.max(one, other)];
        const pieces = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)];
        expect(digestOf(algorithm, pieces)).toBe(digestOf(algorithm, [bytes]));
      }),
    );
  });
});

describe('checksumNamed', () => {
  it('knows names in any case, and no others', () => {
    expect(checksumNamed('crc64nvme')).toBe('CRC64NVME');
    expect(checksumNamed('MD5')).toBeUndefined();
  });
});
