/** Counts the records that consumers take, to kill them after some. */
export class RecordCount {
  readonly #fatal: ReadonlySet<number>;
  readonly #counts = new Map<string, number>();

  /** @param fatal - The numbers of the records after which each consumer is killed, 1 for its first. */
  constructor(fatal: Iterable<number>) {
    this.#fatal = new Set(fatal);
  }

  /** Counts one more record of a consumer, and says whether to kill it now. */
  isFatal(functionName: string): boolean {
    const count = (this.#counts.get(functionName) ?? 0) + 1;
    this.#counts.set(functionName, count);
    return this.#fatal.has(count);
  }
}
