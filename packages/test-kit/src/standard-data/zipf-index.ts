import type { RandomSource } from './random-source.js';

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
