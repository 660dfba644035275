import { CorruptRecordError } from '../errors/corrupt-record-error.js';

/** Decodes UTF-8. @throws {@link CorruptRecordError} if it is none. */
export function decodeText(bytes: Buffer): string {
  const text = bytes.toString();
  if (Buffer.from(text).equals(bytes)) return text;
  throw new CorruptRecordError('A text is not UTF-8.');
}
