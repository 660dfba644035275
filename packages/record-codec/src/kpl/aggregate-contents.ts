import type { PlaceList } from './place-list.js';

/** An aggregate taken apart and checked: where its records stand, and the keys they name. */
export interface AggregateContents {
  readonly message: Buffer;
  readonly partitionKeys: readonly string[];
  readonly explicitHashKeys: readonly string[];
  readonly places: PlaceList;
}
