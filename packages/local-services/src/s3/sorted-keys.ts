import { compareUtf8 } from './compare-utf8.js';

/** A set of keys, in the order in which S3 lists them. */
export class SortedKeys {
  readonly #keys: string[] = [];

  get size(): number {
    return this.#keys.length;
  }

  add(key: string): void {
    const index = this.#firstNotBefore(key);
    if (this.#keys[index] !== key) this.#keys.splice(index, 0, key);
  }

  delete(key: string): void {
    const index = this.#firstNotBefore(key);
    if (this.#keys[index] === key) this.#keys.splice(index, 1);
  }

  /** The first key that is `from` or comes after it. */
  firstFrom(from: string): string | undefined {
    return this.#keys[this.#firstNotBefore(from)];
  }

  /** The first key that comes after every key that begins with `prefix`. */
  firstAfterPrefix(prefix: string): string | undefined {
    return this.#keys[this.#first((key) => compareUtf8(key, prefix) >= 0 && !key.startsWith(prefix))];
  }

  #firstNotBefore(key: string): number {
    return this.#first((other) => compareUtf8(other, key) >= 0);
  }

  /** The first index at which `holds` is true. It is false for a start of the list and true from then on. */
  #first(holds: (key: string) => boolean): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds(this.#keys[middle] ?? '')) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
