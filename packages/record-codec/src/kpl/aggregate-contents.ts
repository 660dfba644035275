/** An aggregate taken apart and checked: where its records stand, and the keys they name. */
export interface AggregateContents {
  readonly message: Buffer;
  readonly partitionKeys: readonly string[];
  readonly explicitHashKeys: readonly string[];
  /** Four numbers a record: start and end of its data, index of its partition key, of its hash key (-1: none). */
  readonly places: readonly number[];
}

/** How many numbers of {@link AggregateContents.places} belong to one record. */
export const numbersPerPlace = 4;
