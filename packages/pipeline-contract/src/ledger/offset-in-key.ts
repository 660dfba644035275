/** Digits of an offset inside a key, with leading zeros, so that a listing gives the order of the object. */
export const offsetDigits = 20;

/** Writes a byte offset so that keys sort by it. */
export function offsetInKey(offset: number): string {
  return String(offset).padStart(offsetDigits, '0');
}
