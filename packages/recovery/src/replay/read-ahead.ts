/**
 * Starts to read items before they are needed, and yields what is read in their order.
 *
 * Memory: `count` results.
 *
 * @param count - Most reads in flight. Default: 8.
 */
export async function* readAhead<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  read: (item: Item) => Promise<Result>,
  count = 8,
): AsyncGenerator<Result, void> {
  const inFlight: Promise<Result>[] = [];
  for await (const item of items) {
    const reading = read(item);
    // The await below throws a failure; until then it must not be an unhandled rejection.
    reading.catch(() => undefined);
    inFlight.push(reading);
    if (inFlight.length < count) continue;
    const next = inFlight.shift();
    if (next !== undefined) yield await next;
  }
  for (const reading of inFlight) yield await reading;
}
