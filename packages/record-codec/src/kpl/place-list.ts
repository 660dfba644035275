const numbersPerPlace = 4;

/** Where the records of an aggregate stand in its message, without an object for each. */
export class PlaceList {
  #numbers = new Int32Array(numbersPerPlace * 256);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Adds a record: start and end of its data, index of its partition key and of its explicit hash key (-1: none). */
  add(start: number, end: number, partitionKey: number, explicitHashKey: number): void {
    const at = this.#count++ * numbersPerPlace;
    if (at === this.#numbers.length) this.#grow();
    const numbers = this.#numbers;
    numbers[at] = start;
    numbers[at + 1] = end;
    numbers[at + 2] = partitionKey;
    numbers[at + 3] = explicitHashKey;
  }

  start(record: number): number {
    return this.#numbers[record * numbersPerPlace] ?? 0;
  }

  end(record: number): number {
    return this.#numbers[record * numbersPerPlace + 1] ?? 0;
  }

  partitionKey(record: number): number {
    return this.#numbers[record * numbersPerPlace + 2] ?? 0;
  }

  explicitHashKey(record: number): number {
    return this.#numbers[record * numbersPerPlace + 3] ?? 0;
  }

  #grow(): void {
    const larger = new Int32Array(2 * this.#numbers.length);
    larger.set(this.#numbers);
    this.#numbers = larger;
  }
}
