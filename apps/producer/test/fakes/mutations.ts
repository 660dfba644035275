import fc from 'fast-check';

/** Where to strike in an event, and what to put there; `undefined` removes what stood there. */
const strike = fc.record({ place: fc.nat(), value: fc.option(fc.jsonValue(), { nil: undefined }) });

/** Damages a JSON value in one to three places: every field, element and the value itself can be struck. */
export function mutationsOf(original: () => unknown): fc.Arbitrary<unknown> {
  return fc.array(strike, { minLength: 1, maxLength: 3 }).map((strikes) => {
    const holder = { event: structuredClone(original()) };
    for (const { place, value } of strikes) {
      const places = placesIn(holder);
      const [owner, name] = places[place % places.length] ?? [holder, 'event'];
      if (value === undefined) Reflect.deleteProperty(owner, name);
      else Reflect.set(owner, name, value);
    }
    return holder.event;
  });
}

function placesIn(owner: object): [owner: object, name: string][] {
  return Object.entries(owner).flatMap(([name, value]: [string, unknown]) => [
    [owner, name],
    ...(typeof value === 'object' && value !== null ? placesIn(value) : []),
  ]);
}
