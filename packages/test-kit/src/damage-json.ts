import type { RandomSource } from './random-source.js';

/** Values that often reveal missing validation. */
const unexpectedValues: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  9_007_199_254_740_993,
  '',
  ' ',
  '\u0000',
  '%',
  '%ff',
  '+',
  '\ud800',
  'x'.repeat(2_000),
  [],
  [null],
  {},
  { Records: [] },
  [[[[]]]],
];

/** A property of an object, or an element of an array. */
type Location = readonly [owner: object, name: string];

/**
 * Returns a copy of a JSON value with one to three random changes. A change replaces a field, an element or the value itself by
 * an unexpected value or by a copy of another part, duplicates array elements, removes it, or changes a string.
 *
 * @param value - Not modified.
 */
export function damageJson(random: RandomSource, value: unknown): unknown {
  const holder = { value: structuredClone(value) };
  for (let changes = 1 + random.below(3); changes > 0 && 'value' in holder; changes--) {
    const locations = findLocations(holder);
    damageLocation(random, random.pick(locations), locations);
  }
  return holder.value;
}

function damageLocation(random: RandomSource, [owner, name]: Location, locations: readonly Location[]): void {
  const current: unknown = Reflect.get(owner, name);
  const kind = random.below(10);
  if (kind < 3) Reflect.set(owner, name, structuredClone(random.pick(unexpectedValues)));
  else if (kind < 7 && typeof current === 'string') Reflect.set(owner, name, damageString(random, current));
  else if (kind < 8)
    Reflect.set(owner, name, structuredClone(Reflect.get(...random.pick(locations)) as unknown));
  else if (kind < 9 && Array.isArray(current)) current.push(...(structuredClone(current) as unknown[]));
  else Reflect.deleteProperty(owner, name);
}

/** Replaces a character, truncates the string, or inserts a character. */
function damageString(random: RandomSource, text: string): string {
  const at = random.below(text.length + 1);
  const kind = random.below(3);
  if (kind === 0) return text.slice(0, at);
  const inserted = String.fromCharCode(random.below(kind === 1 ? 128 : 65_536));
  return text.slice(0, at) + inserted + text.slice(at + random.below(2));
}

function findLocations(owner: object): Location[] {
  return Object.entries(owner).flatMap(([name, value]: [string, unknown]) => [
    [owner, name] as const,
    ...(typeof value === 'object' && value !== null ? findLocations(value) : []),
  ]);
}
