/** Calls `act` for each item, at most `limit` at a time. Resolves with the results in the order of the items. */
export async function concurrently<Item, Result>(
  items: readonly Item[],
  limit: number,
  act: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const pending = items.entries();
  const work = async () => {
    for (const [index, item] of pending) results[index] = await act(item, index);
  };
  await Promise.all(Array.from({ length: limit }, work));
  return results;
}
