import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  finishChecksum,
  parseChecksumAlgorithm,
  startChecksum,
  type ChecksumAlgorithm,
} from '../../../src/s3/object/checksum.js';

/**
 * Checksums of "123456789" in hex. CRC: the `check` values of https://reveng.sourceforge.io/crc-catalogue/all.htm (CRC-32/ISO-HDLC, CRC-32/ISCSI,
 * CRC-64/NVME). SHA: sha1sum and sha256sum.
 */
const vectors: [ChecksumAlgorithm, string][] = [
  ['CRC32', 'cbf43926'],
  ['CRC32C', 'e3069283'],
  ['CRC64NVME', 'ae8b14860a799888'],
  ['SHA1', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
  ['SHA256', '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'],
];

async function digestOf(algorithm: ChecksumAlgorithm, pieces: readonly Uint8Array[]): Promise<string> {
  const checksum = startChecksum(algorithm);
  for (const piece of pieces) checksum.update(Buffer.from(piece));
  return Buffer.from(await finishChecksum(checksum), 'base64').toString('hex');
}

describe('startChecksum', () => {
  it.each(vectors)('gives the published %s of "123456789": %s', async (algorithm, hex) => {
    expect(await digestOf(algorithm, [Buffer.from('123456789')])).toBe(hex);
  });

  it.each(vectors)('gives the same %s for bytes that are split at any two positions', async (algorithm) => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 100 }),
        fc.nat(100),
        fc.nat(100),
        async (bytes, one, other) => {
          const [first, second] = [Math.min(one, other), Math.max(one, other)];
          const pieces = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)];
          expect(await digestOf(algorithm, pieces)).toBe(await digestOf(algorithm, [bytes]));
        },
      ),
    );
  });
});

describe('parseChecksumAlgorithm', () => {
  it('accepts upper and lower case and returns undefined for other names', () => {
    expect(parseChecksumAlgorithm('crc64nvme')).toBe('CRC64NVME');
    expect(parseChecksumAlgorithm('MD5')).toBeUndefined();
  });
});
