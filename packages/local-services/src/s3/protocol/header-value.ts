import { S3Error } from '../../errors.js';

/**
 * Turns a string of a form field or of the query into the value of a header: its UTF-8 bytes, one per character, as Node
 * returns a header of a request.
 *
 * @throws {@link S3Error} `InvalidArgument` if it has control characters, which no header may have (RFC 9110, section 5.5).
 */
export function headerValue(name: string, text: string): string {
  const bytes = Buffer.from(text, 'utf8').toString('latin1').trim();
  if (!hasControlCharacters(bytes)) return bytes;
  throw new S3Error('InvalidArgument', 400, 'The value has control characters, which no header may have.', {
    ArgumentName: name.replace(/\p{C}/gu, '?'),
  });
}

const hasControlCharacters = (bytes: string): boolean => /[\u0000-\u0008\u000a-\u001f\u007f]/.test(bytes);
