import { createHash } from 'node:crypto';

/** The shard of archived blocks that are delivered: consumers check its form. */
export const replayShardId = 'shardId-000000000000';

/** Decimal digits of each part of a sequence number. Together 46; Kinesis assigns numbers of 56 digits. */
const digits = { millis: 13, upload: 10, offset: 16, part: 7 } as const;

/** The place of an archived block among all others. */
export interface ReplayPlace {
  /** When it, or a block before it in the upload, was archived, in milliseconds since the epoch. */
  readonly archivedAtMillis: number;
  /** Of the upload; see `ArchivedRange.directory`. */
  readonly directory: string;
  /** First byte of the range in the upload. */
  readonly offset: number;
  /** 0-based, if the block is one part of its range. */
  readonly partIndex: number;
}

/**
 * Returns the sequence number under which an archived block is delivered: digits, always the same for the same block, ascending with
 * the offset within an upload and with the archive time across uploads, and unique.
 *
 * It is shorter than those of Kinesis, so that what was read from the stream counts as newer: a sink that keeps the newest record of a
 * key compares sequence numbers first by their length, and never replaces it by an archived one.
 *
 * Source of 56 digits: the example of https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html (read 2026-11-30).
 */
export function replaySequenceNumber({
  archivedAtMillis,
  directory,
  offset,
  partIndex,
}: ReplayPlace): string {
  return [
    padded(Math.max(archivedAtMillis, 10 ** (digits.millis - 1)), digits.millis),
    uploadDigits(directory),
    padded(offset, digits.offset),
    padded(partIndex, digits.part),
  ].join('');
}

function padded(value: number, length: number): string {
  return String(value).padStart(length, '0');
}

/** Distinguishes uploads that were archived in the same second. */
function uploadDigits(directory: string): string {
  const digest = createHash('sha256').update(directory).digest().readUIntBE(0, 6);
  return padded(digest % 10 ** digits.upload, digits.upload);
}
