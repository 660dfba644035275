import { BTreeEx } from 'sorted-btree/extended/index.js';

/** A set of keys in the order in which S3 lists them: by their UTF-8 bytes. */
export class SortedKeys {
  readonly #keys = new BTreeEx<string, undefined>(undefined, compareUtf8);

  get size(): number {
    return this.#keys.size;
  }

  add(key: string): void {
    this.#keys.set(key, undefined);
  }

  delete(key: string): void {
    this.#keys.delete(key);
  }

  /** The first key at or after `key`. */
  firstFrom(key: string): string | undefined {
    return this.#keys.getPairOrNextHigher(key)?.[0];
  }

  /** The first key after `key`. */
  firstAfter(key: string): string | undefined {
    return this.#keys.nextHigherKey(key);
  }

  /** The first key after all keys that start with `prefix`. */
  firstAfterPrefix(prefix: string): string | undefined {
    // No key contains a lone surrogate, and `compareUtf8` orders the last one after every character.
    return this.#keys.nextHigherKey(`${prefix}\udfff`);
  }
}

/**
 * Compares two strings by their UTF-8 bytes. The default order of JavaScript differs where a character above U+FFFF meets
 * one from U+E000 to U+FFFF.
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

/** Surrogates, which encode characters above U+FFFF, come last. */
const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);
