import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Crc64Nvme } from '@aws-sdk/crc64-nvme';
import type { StoredBody } from './stored-body.js';

/** Checksum algorithms of S3, as its headers and XML name them. */
export const checksumAlgorithms = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;

export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number];

/** A checksum in progress. */
export interface RunningChecksum {
  update(chunk: Uint8Array): void;
  /** Big-endian bytes. Call once. */
  digest(): Promise<Uint8Array> | Uint8Array;
}

/** Starts a checksum. */
export function startChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  switch (algorithm) {
    case 'CRC32':
      return startCrc32(crc32);
    case 'CRC32C':
      return startCrc32(crc32c);
    case 'CRC64NVME':
      return new Crc64Nvme();
    case 'SHA1':
    case 'SHA256':
      return createHash(algorithm.toLowerCase());
  }
}

/** Finishes a checksum. Returns it in base64, as headers and XML show it. */
export async function finishChecksum(checksum: RunningChecksum): Promise<string> {
  return Buffer.from(await checksum.digest()).toString('base64');
}

/** Computes the checksum of a stored body, in base64. Reads all of it. */
export async function checksumOfBody(algorithm: ChecksumAlgorithm, body: StoredBody): Promise<string> {
  const running = startChecksum(algorithm);
  for await (const chunk of body.read() as AsyncIterable<Buffer>) running.update(chunk);
  return finishChecksum(running);
}

/** The algorithm of that name, in upper or lower case, or undefined. */
export function parseChecksumAlgorithm(name: string): ChecksumAlgorithm | undefined {
  return checksumAlgorithms.find((algorithm) => algorithm === name.toUpperCase());
}

/** Name of the header or trailer that carries a checksum. */
export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

function startCrc32(advance: (chunk: Uint8Array, value: number) => number): RunningChecksum {
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

/** Castagnoli polynomial, bits reversed. Source: RFC 3720, section 12.1. */
const polynomial = 0x82f63b78;

/** Bytes processed in one step. */
const stride = 4;

/** Remainder of `byte` followed by k zero bytes, at index `k * 256 + byte`. */
const remainders = createRemainders();

/** CRC-32C of `chunk`, continued from the `value` of the bytes before it (0 at the start). */
function crc32c(chunk: Uint8Array, value: number): number {
  let remainder = ~value;
  let offset = 0;
  for (; offset + stride <= chunk.length; offset += stride) {
    remainder ^= (chunk[offset] ?? 0) | ((chunk[offset + 1] ?? 0) << 8);
    remainder ^= ((chunk[offset + 2] ?? 0) << 16) | ((chunk[offset + 3] ?? 0) << 24);
    remainder =
      (remainders[768 + (remainder & 0xff)] ?? 0) ^
      (remainders[512 + ((remainder >>> 8) & 0xff)] ?? 0) ^
      (remainders[256 + ((remainder >>> 16) & 0xff)] ?? 0) ^
      (remainders[remainder >>> 24] ?? 0);
  }
  for (; offset < chunk.length; offset++) {
    remainder = (remainder >>> 8) ^ (remainders[(remainder ^ (chunk[offset] ?? 0)) & 0xff] ?? 0);
  }
  return ~remainder >>> 0;
}

function createRemainders(): Int32Array {
  const table = new Int32Array(stride * 256);
  for (let byte = 0; byte < 256; byte++) table[byte] = remainderOf(byte);
  for (let index = 256; index < table.length; index++) {
    const previous = table[index - 256] ?? 0;
    table[index] = (previous >>> 8) ^ (table[previous & 0xff] ?? 0);
  }
  return table;
}

function remainderOf(byte: number): number {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? polynomial : 0);
  return remainder;
}
