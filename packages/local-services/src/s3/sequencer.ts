/** Gives each change a number larger than the one before, of the shape S3 gives: 18 upper-case hex digits. */
export class Sequencer {
  #last = 0;

  next(nowMillis: number): string {
    // 4,096 numbers a millisecond: 53 bits last until the year 2039.
    this.#last = Math.max(this.#last + 1, nowMillis * 4_096);
    return this.#last.toString(16).toUpperCase().padStart(18, '0');
  }
}
