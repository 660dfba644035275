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

/**
 * Orders texts by their UTF-8 bytes, as S3 lists keys. JavaScript's own order differs where a character above U+FFFF
 * meets one of U+E000 to U+FFFF.
 */
export function compareUtf8(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Surrogates, of which characters above U+FFFF are made, come last. */
const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);
