/** A format of compressed files, by the first bytes of the file. */
export type Container = 'gzip' | 'zstd' | 'bzip2' | 'xz' | 'zip';

/** How many bytes of an object {@link detectContainer} needs. {@link isGzip} needs 2 and {@link isZstd} 4. */
export const containerHeadBytes = 10;

/** How many bytes of an object show whether {@link unpackInput} unpacks it. */
export const packedHeadBytes = 4;

/**
 * Returns whether an object is gzip, by its first two bytes (`1F 8B`), regardless of its name and media type.
 *
 * Source: RFC 1952, section 2.3.1.
 *
 * @param head - The first two bytes of the object, or more. With fewer bytes the result is false.
 */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/**
 * Returns whether an object is zstd: whether it starts with a zstd frame (`28 B5 2F FD`) or, as files of pzstd do, with a
 * skippable frame (`5x 2A 4D 18`).
 *
 * Source: RFC 8878, section 3.1.
 *
 * @param head - The first four bytes of the object, or more. With fewer bytes the result is false.
 */
export function isZstd(head: Uint8Array): boolean {
  return startsWith(head, [0x28, 0xb5, 0x2f, 0xfd]) || isSkippableFrame(head);
}

/** Returns whether bytes start with the magic of a skippable frame. Source: RFC 8878, section 3.1.2. */
export function isSkippableFrame(bytes: Uint8Array): boolean {
  return ((bytes[0] ?? 0) & 0xf0) === 0x50 && startsWith(bytes.subarray(1), [0x2a, 0x4d, 0x18]);
}

/** `BZh`, the level, then the magic of a block or of the end of the file. Source: the file format of bzip2 1.0. */
const bzip2Blocks = [
  [0x31, 0x41, 0x59, 0x26, 0x53, 0x59],
  [0x17, 0x72, 0x45, 0x38, 0x50, 0x90],
];

/** Local file, end of an empty archive, spanned archive. Source: APPNOTE.TXT 6.3, sections 4.3.7, 4.3.16 and 8.5.3. */
const zipSignatures = [
  [0x03, 0x04],
  [0x05, 0x06],
  [0x07, 0x08],
];

const xzMagic = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];

/**
 * Returns in which format an object is compressed, by its first bytes, regardless of its name and media type. `undefined` if
 * in none of these. {@link unpackInput} unpacks gzip and zstd; the bytes of the others are not the records that they contain.
 *
 * @param head - The first {@link containerHeadBytes} bytes of the object, or more. An object with fewer bytes is none of these.
 */
export function detectContainer(head: Uint8Array): Container | undefined {
  if (isGzip(head)) return 'gzip';
  if (isZstd(head)) return 'zstd';
  if (isBzip2(head)) return 'bzip2';
  if (startsWith(head, xzMagic)) return 'xz';
  return zipSignatures.some((signature) => startsWith(head, [0x50, 0x4b, ...signature])) ? 'zip' : undefined;
}

function isBzip2(head: Uint8Array): boolean {
  const level = head[3] ?? 0;
  if (!startsWith(head, [0x42, 0x5a, 0x68]) || level < 0x31 || level > 0x39) return false;
  return bzip2Blocks.some((block) => startsWith(head.subarray(4), block));
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}
