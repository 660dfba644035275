/** What a sequence number says. AWS calls it opaque; only its order is a promise. */
export interface SequenceParts {
  /** When its shard was made, in whole seconds since 1970. */
  readonly shardCreatedSeconds: number;
  /** The shard's number within the stream. */
  readonly shardIndex: number;
  /** The record's place in its shard, from 1. 0 is the shard's own starting number. */
  readonly counter: number;
  /** When the record arrived, in whole seconds since 1970. */
  readonly arrivalSeconds: number;
}

/** Hex digits of each part, in order, between the leading and the closing version digit `2`. */
const layout = /^2([0-9a-f]{9})[0-9a-f]([0-9a-f]{16})00([0-9a-f]{9})([0-9a-f]{8})2$/;

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/**
 * Makes a sequence number of the shape AWS gives: 56 decimal digits that begin with 49 or 50. Numbers of one shard
 * increase with `counter`, and a later shard's are larger; all have the same length, so they compare as strings.
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

/** The parts of a sequence number, or undefined if {@link formatSequenceNumber} can't have made it. */
export function parseSequenceNumber(text: string): SequenceParts | undefined {
  if (!/^\d{1,128}$/.test(text)) return undefined;
  const [, created, counter, arrival, index] = layout.exec(BigInt(text).toString(16)) ?? [];
  if (!created || !counter || !arrival || !index) return undefined;
  return {
    shardCreatedSeconds: Number.parseInt(created, 16),
    shardIndex: Number.parseInt(index, 16),
    counter: Number.parseInt(counter, 16),
    arrivalSeconds: Number.parseInt(arrival, 16),
  };
}
