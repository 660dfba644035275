/** A part of a file, in bytes: from `start` on, up to but without `end`. */
export interface FilePart {
  /** From 1 on. */
  readonly partNumber: number;
  readonly start: number;
  readonly end: number;
}

const leastPartBytes = 8 * 1024 * 1024;
/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html (read 2026-11-23) */
const maxParts = 10_000;

/** Cuts a file of `size` bytes into parts of 8 MiB, or of what makes 10,000 of them enough. An empty file is one empty part. */
export function partsOf(size: number): FilePart[] {
  const partBytes = Math.max(leastPartBytes, Math.ceil(size / maxParts));
  const count = Math.max(1, Math.ceil(size / partBytes));
  return Array.from({ length: count }, (_, index) => ({
    partNumber: index + 1,
    start: index * partBytes,
    end: Math.min(size, (index + 1) * partBytes),
  }));
}
