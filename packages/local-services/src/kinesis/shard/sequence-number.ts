/** Parts of a sequence number. To AWS it is opaque; only its order is guaranteed. */
export interface SequenceParts {
  /** Creation time of the shard, in seconds since 1970. */
  readonly shardCreatedSeconds: number;
  /** Number of the shard within the stream, from 0. */
  readonly shardIndex: number;
  /** Position of the record within the shard, from 1. 0 is the start of the shard. */
  readonly counter: number;
  /** Arrival time of the record, in seconds since 1970. */
  readonly arrivalSeconds: number;
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/**
 * Formats a sequence number as AWS does: 56 decimal digits that begin with 49 or 50.
 *
 * Within a shard the numbers increase with `counter`. Shards created in a later second have larger numbers. All numbers
 * have the same length, so they can be compared as strings.
 *
 * Source of the layout: https://github.com/mhart/kinesalite/blob/master/db/index.js, function stringifySequence.
 */
export function formatSequenceNumber(parts: SequenceParts): string {
  const digits =
    '2' +
    hex(parts.shardCreatedSeconds, 9) +
    hex(parts.shardIndex % 16, 1) +
    hex(parts.counter, 16) +
    '00' +
    hex(parts.arrivalSeconds, 9) +
    hex(parts.shardIndex, 8) +
    '2';
  return BigInt(`0x${digits}`).toString();
}

/** What AWS reads from a sequence number that a client made up or kept for years. */
export interface ReadSequenceNumber extends SequenceParts {
  /** Version of the layout. All numbers of today have version 2; 0 is the oldest. */
  readonly version: 0 | 1 | 2;
}

/** Numbers below this one have no leading version digit. */
const oldest = 1n << 124n;
const firstOfLaterVersions = 1n << 129n;
/** Versions 1 and 2 have 47 hex digits, the first of them a 2. */
const rangeOfVersions = { above: 1n << 185n, below: (1n << 185n) + (1n << 184n) } as const;

/** Creation times from here on are invalid. */
const maxCreatedSeconds = 16_025_175_000;

/**
 * Reads a sequence number of any version.
 *
 * Source: tests of getShardIterator and putRecord recorded on AWS, in kinesalite 3.3.3, and the reading of its db/index.js.
 *
 * @returns undefined for a number that AWS calls invalid.
 */
export function readSequenceNumber(sequenceNumber: string): ReadSequenceNumber | undefined {
  if (!/^\d{1,129}$/.test(sequenceNumber)) return undefined;
  const given = BigInt(sequenceNumber);
  const value = given < oldest ? given + oldest : given;
  const digits = value.toString(16);
  const parts = value < firstOfLaterVersions ? readVersion0(digits) : readLaterVersion(value, digits);
  return parts !== undefined && parts.shardCreatedSeconds < maxCreatedSeconds ? parts : undefined;
}

const numberAt = (digits: string, start: number, end: number): number =>
  Number.parseInt(digits.slice(start, end), 16);

function readVersion0(digits: string): ReadSequenceNumber {
  return {
    version: 0,
    shardCreatedSeconds: numberAt(digits, 1, 10),
    shardIndex: numberAt(digits, 28, 32),
    counter: 0,
    arrivalSeconds: 0,
  };
}

function readLaterVersion(value: bigint, digits: string): ReadSequenceNumber | undefined {
  // All zero but the leading 2 is the smallest number of the range, and has version 0: invalid.
  if (value <= rangeOfVersions.above || value >= rangeOfVersions.below) return undefined;
  const shared = {
    shardCreatedSeconds: numberAt(digits, 1, 10),
    shardIndex: signed(numberAt(digits, 38, 46)),
  };
  const version = digits.at(-1);
  if (version === '1') {
    return {
      version: 1,
      ...shared,
      counter: numberAt(digits, 36, 38),
      arrivalSeconds: numberAt(digits, 13, 22),
    };
  }
  const counter = numberAt(digits, 11, 27);
  if (version !== '2' || counter >= 2 ** 63) return undefined;
  return { version: 2, ...shared, counter, arrivalSeconds: numberAt(digits, 29, 38) };
}

/** The shard index is a signed number of 32 bits. AWS shows one with its highest bit set as negative. */
const signed = (index: number): number => (index >= 2 ** 31 ? -index : index);

/** Parses a sequence number that {@link formatSequenceNumber} formatted. Returns undefined for any other. */
export function parseSequenceNumber(sequenceNumber: string): SequenceParts | undefined {
  const read = readSequenceNumber(sequenceNumber);
  if (read?.version !== 2 || read.shardIndex < 0) return undefined;
  const { shardCreatedSeconds, shardIndex, counter, arrivalSeconds } = read;
  const parts = { shardCreatedSeconds, shardIndex, counter, arrivalSeconds };
  return formatSequenceNumber(parts) === BigInt(sequenceNumber).toString() ? parts : undefined;
}
