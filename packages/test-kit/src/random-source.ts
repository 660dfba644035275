/**
 * A seeded stream of random numbers, the same on every machine: mulberry32.
 *
 * Good enough to shape data; never for secrets.
 * Source: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
 */
export class RandomSource {
  #state: number;

  /** @param seed - Any whole number; only its low 32 bits count. */
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 32 random bits as a number from 0 to 2^32 - 1. */
  uint32(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** A fraction from 0 up to, not including, 1. */
  fraction(): number {
    return this.uint32() / 2 ** 32;
  }

  /** A whole number from 0 up to, not including, `end`. */
  below(end: number): number {
    return Math.floor(this.fraction() * end);
  }

  /** One of the items, all equally likely. */
  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError('There is nothing to pick from.');
    return item;
  }

  /** A random UUID (version 4) in its text form of 36 characters. */
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
 * Makes blob: bytes that no compressor makes smaller.
 *
 * @param length - How many bytes.
 * @param seed - Same seed, same bytes.
 */
export function incompressibleBytes(length: number, seed = 1): Buffer {
  const random = new RandomSource(seed);
  const bytes = Buffer.allocUnsafe(length);
  for (let index = 0; index < length; index++) bytes[index] = random.uint32() >>> 24;
  return bytes;
}

/** Returns a picker of indexes 0 to `count - 1`, of which index i is drawn in proportion to 1 / (i + 1). */
export function zipfIndex(count: number): (random: RandomSource) => number {
  const cumulative = new Float64Array(count);
  let total = 0;
  for (let index = 0; index < count; index++) {
    total += 1 / (index + 1);
    cumulative[index] = total;
  }
  return (random) => firstAtLeast(cumulative, random.fraction() * total);
}

function firstAtLeast(ascending: Float64Array, wanted: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
