/**
 * A seeded pseudo-random number generator (mulberry32). The same seed gives the same numbers on every machine.
 *
 * For test data only, not for cryptography.
 * Source: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
 */
export class RandomSource {
  #state: number;

  /** @param seed - An integer. Only its low 32 bits are used. */
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Returns an integer from 0 to 2^32 - 1. */
  uint32(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** Returns a number from 0 (inclusive) to 1 (exclusive). */
  fraction(): number {
    return this.uint32() / 2 ** 32;
  }

  /** Returns an integer from 0 (inclusive) to `end` (exclusive). */
  below(end: number): number {
    return Math.floor(this.fraction() * end);
  }

  /** Returns one of the items, with equal probability. Throws a RangeError if there are none. */
  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError('Cannot pick from an empty list.');
    return item;
  }

  /** Returns a UUID (version 4) as a string of 36 characters. */
  uuid(): string {
    const [a, b, c, d] = [this.uint32(), this.uint32(), this.uint32(), this.uint32()];
    const middle = hex8((b & 0xffff0fff) | 0x4000);
    const end = hex8((c & 0x3fffffff) | 0x80000000);
    return `${hex8(a)}-${middle.slice(0, 4)}-${middle.slice(4)}-${end.slice(0, 4)}-${end.slice(4)}${hex8(d)}`;
  }
}

const hexPairs = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, '0'));

function hex8(value: number): string {
  const pair = (shift: number) => hexPairs[(value >>> shift) & 0xff] ?? '';
  return pair(24) + pair(16) + pair(8) + pair(0);
}

/**
 * Generates bytes that do not compress.
 *
 * @param length - Number of bytes.
 * @param seed - Default: 1. The same seed gives the same bytes.
 */
export function incompressibleBytes(length: number, seed = 1): Buffer {
  const random = new RandomSource(seed);
  const bytes = Buffer.allocUnsafe(length);
  for (let index = 0; index < length; index++) bytes[index] = random.uint32() >>> 24;
  return bytes;
}

/**
 * Returns a function that draws an index from 0 to `count - 1` from a Zipf distribution: the probability of index i is
 * proportional to 1 / (i + 1).
 */
export function createZipfPicker(count: number): (random: RandomSource) => number {
  const cumulative = new Float64Array(count);
  let total = 0;
  for (let index = 0; index < count; index++) {
    total += 1 / (index + 1);
    cumulative[index] = total;
  }
  return (random) => findFirstAtLeast(cumulative, random.fraction() * total);
}

function findFirstAtLeast(ascending: Float64Array, threshold: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) < threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}
