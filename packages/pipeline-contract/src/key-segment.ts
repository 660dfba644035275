/** Decodes a URL-encoded segment of a key. Returns `undefined` if it is not one. */
export function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
