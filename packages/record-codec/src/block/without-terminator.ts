const newline = 10;
const carriageReturn = 13;

/** Where a record's content ends: before its newline, or its carriage return and newline, if it has one. */
export function withoutTerminator(bytes: Buffer, start: number, end: number): number {
  if (end === start || bytes[end - 1] !== newline) return end;
  return end - 1 > start && bytes[end - 2] === carriageReturn ? end - 2 : end - 1;
}
