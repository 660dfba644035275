import type { RandomSource } from './random-source.js';

/** Values that programs expect least. */
const oddValues: readonly unknown[] = [
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

type Place = readonly [owner: object, name: string];

/**
 * Damages a JSON value in one to three places: any field, any element and the value itself may be replaced by something odd,
 * removed, repeated, swapped with another place or, if it is a text, changed in some character.
 *
 * @param value - Not modified.
 */
export function damageJson(random: RandomSource, value: unknown): unknown {
  const holder = { value: structuredClone(value) };
  for (let strikes = 1 + random.below(3); strikes > 0 && 'value' in holder; strikes--) {
    const places = placesIn(holder);
    strike(random, random.pick(places), places);
  }
  return holder.value;
}

function strike(random: RandomSource, [owner, name]: Place, places: readonly Place[]): void {
  const here: unknown = Reflect.get(owner, name);
  const kind = random.below(10);
  if (kind < 3) Reflect.set(owner, name, structuredClone(random.pick(oddValues)));
  else if (kind < 7 && typeof here === 'string') Reflect.set(owner, name, damageText(random, here));
  else if (kind < 8)
    Reflect.set(owner, name, structuredClone(Reflect.get(...random.pick(places)) as unknown));
  else if (kind < 9 && Array.isArray(here)) here.push(...(structuredClone(here) as unknown[]));
  else Reflect.deleteProperty(owner, name);
}

/** Changes a character, cuts the text short, or puts something in between. */
function damageText(random: RandomSource, text: string): string {
  const at = random.below(text.length + 1);
  const kind = random.below(3);
  if (kind === 0) return text.slice(0, at);
  const inserted = String.fromCharCode(random.below(kind === 1 ? 128 : 65_536));
  return text.slice(0, at) + inserted + text.slice(at + random.below(2));
}

function placesIn(owner: object): Place[] {
  return Object.entries(owner).flatMap(([name, value]: [string, unknown]) => [
    [owner, name] as const,
    ...(typeof value === 'object' && value !== null ? placesIn(value) : []),
  ]);
}
