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

/** Hex digits of the parts, between the leading and the trailing version digit `2`. */
const layout = /^2([0-9a-f]{9})[0-9a-f]([0-9a-f]{16})00([0-9a-f]{9})([0-9a-f]{8})2$/;

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

/** Parses a sequence number. Returns undefined if it does not have the layout of {@link formatSequenceNumber}. */
export function parseSequenceNumber(sequenceNumber: string): SequenceParts | undefined {
  if (!/^\d{1,128}$/.test(sequenceNumber)) return undefined;
  const [, created, counter, arrival, index] = layout.exec(BigInt(sequenceNumber).toString(16)) ?? [];
  if (!created || !counter || !arrival || !index) return undefined;
  return {
    shardCreatedSeconds: Number.parseInt(created, 16),
    shardIndex: Number.parseInt(index, 16),
    counter: Number.parseInt(counter, 16),
    arrivalSeconds: Number.parseInt(arrival, 16),
  };
}
