import { asBuffer } from '../bytes/byte-views.js';

/** How bytes become characters. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** The encodings with two bytes per code unit. */
export type Utf16Encoding = Exclude<TextEncoding, 'utf-8'>;

/** U+FEFF at the start of an object says how it is encoded. It is not part of the first record. */
export const byteOrderMark = 0xfeff;

/**
 * Decodes bytes to a string. Invalid bytes of UTF-8 become U+FFFD; unpaired surrogates of UTF-16 stay.
 *
 * @param options.offset - Offset of the text in its object. At 0, a byte order mark is left out; elsewhere U+FEFF is a character.
 */
export function decodeText(bytes: Uint8Array, options: { encoding?: TextEncoding; offset?: number }): string {
  const text = toText(asBuffer(bytes), options.encoding);
  return options.offset === 0 && text.charCodeAt(0) === byteOrderMark ? text.slice(1) : text;
}

function toText(bytes: Buffer, encoding: TextEncoding = 'utf-8'): string {
  if (encoding === 'utf-8') return bytes.toString();
  const units = bytes.subarray(0, bytes.length - (bytes.length % 2));
  const text = encoding === 'utf-16le' ? units : Buffer.from(units).swap16();
  // Bytes that end within a code unit are damaged.
  return text.toString('utf16le') + (units.length < bytes.length ? '\ufffd' : '');
}
