import { SinkRefusalError } from '../../errors.js';

/** Why a sink can never accept one record. The message completes "the record ..." and contains no payload. */
export class RecordRefusal extends Error {
  override readonly name = 'RecordRefusal';
}

/** The records of a delivery that a sink refuses. The others are stored before the refusals are thrown. */
export class RecordRefusals {
  #count = 0;
  #first: string | undefined;

  /**
   * Calls `read` for a record. Returns undefined if it is refused.
   *
   * @throws every error but {@link RecordRefusal}.
   */
  collect<Result>(record: { readonly id: string }, read: () => Result): Result | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof RecordRefusal)) throw error;
      this.#count += 1;
      this.#first ??= `the record at ${record.id} ${error.message}`;
      return undefined;
    }
  }

  /**
   * Call it once the other records are stored.
   *
   * @param recordCount - Of the delivery.
   * @throws {@link SinkRefusalError} if a record was refused.
   */
  throwIfAny(recordCount: number): void {
    if (this.#first === undefined) return;
    throw new SinkRefusalError(
      `${this.#count} of ${recordCount} records can't be stored, the others are; first, ${this.#first}`,
    );
  }
}
