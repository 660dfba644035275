/**
 * Decodes base64. Node.js skips characters that are not base64, and stops at a padding in the middle: then the result is shorter
 * than the length of the text implies. It also accepts the characters of base64url, and bits of the last character that stand for
 * nothing.
 *
 * @param text - Of an event, so it may be anything.
 * @returns undefined if it is not base64 as RFC 4648, section 4, defines it, with padding.
 */
export function decodeBase64(text: unknown): Buffer | undefined {
  if (typeof text !== 'string' || text.length % 4 !== 0) return undefined;
  const bytes = Buffer.from(text, 'base64');
  const paddingLength = text.endsWith('==') ? 2 : Number(text.endsWith('='));
  if (bytes.length !== (text.length / 4) * 3 - paddingLength) return undefined;
  if (text.includes('-') || text.includes('_')) return undefined;
  const lastGroup = bytes.subarray(bytes.length - (3 - paddingLength));
  return paddingLength === 0 || text.endsWith(lastGroup.toString('base64')) ? bytes : undefined;
}
