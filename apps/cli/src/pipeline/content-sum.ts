import { createHash } from 'node:crypto';

const modulus = 2n ** 256n;

/** The sum of some records, whatever their order: two collections with the same sum have the same records, each as often. */
export class ContentSum {
  records = 0;
  /** Without line terminators. */
  bytes = 0;
  #sum = 0n;

  /**
   * Adds a record. A line terminator does not count: records have theirs, or not, by a setting of the producer.
   *
   * @param record - With or without its line terminator.
   */
  add(record: Uint8Array): void {
    const content = withoutTerminator(record);
    this.records++;
    this.bytes += content.length;
    const digest = createHash('sha256').update(content).digest('hex');
    this.#sum = (this.#sum + BigInt(`0x${digest}`)) % modulus;
  }

  /** Returns the sum of the SHA-256 of all records modulo 2^256, in 64 hexadecimal digits. */
  digest(): string {
    return this.#sum.toString(16).padStart(64, '0');
  }
}

const newline = 10;
const carriageReturn = 13;

function withoutTerminator(record: Uint8Array): Uint8Array {
  if (record.at(-1) !== newline) return record;
  return record.subarray(0, record.at(-2) === carriageReturn ? -2 : -1);
}
