import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { crc32c } from './crc32c.js';
import { Crc64Nvme } from './crc64-nvme.js';

/** The checksums S3 knows, as its headers and XML name them. */
export const checksumAlgorithms = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;

export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number];

/** A checksum in the making. */
export interface RunningChecksum {
  update(chunk: Buffer): void;
  /** Big-endian bytes. Ask once. */
  digest(): Buffer;
}

/** Begins a checksum. */
export function startChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  switch (algorithm) {
    case 'CRC32':
      return runningCrc32(crc32);
    case 'CRC32C':
      return runningCrc32(crc32c);
    case 'CRC64NVME':
      return new Crc64Nvme();
    case 'SHA1':
    case 'SHA256':
      return createHash(algorithm.toLowerCase());
  }
}

/** The algorithm of that name, in whatever case, or undefined. */
export function checksumNamed(name: string): ChecksumAlgorithm | undefined {
  return checksumAlgorithms.find((algorithm) => algorithm === name.toUpperCase());
}

/** The header, or trailer, that carries a checksum. */
export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

function runningCrc32(advance: (chunk: Buffer, value: number) => number): RunningChecksum {
  let value = 0;
  return {
    update: (chunk) => {
      value = advance(chunk, value);
    },
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes;
    },
  };
}
