import { type SortedKeys, compareUtf8 } from './sorted-keys.js';

/** What to list. */
export interface KeyListing {
  readonly keys: SortedKeys;
  readonly prefix: string;
  /** Keys that have it after the prefix are rolled up into one common prefix. Empty: none are. */
  readonly delimiter: string;
  /** List what comes after this key, or after all keys of this common prefix. */
  readonly after: string;
  /** Most entries, a common prefix counting as one. */
  readonly limit: number;
  /** How many entries a key stands for: 0 leaves it out. */
  readonly accepts: (key: string) => boolean;
}

/** A page of a listing. */
export interface KeyPage {
  readonly entries: readonly KeyEntry[];
  readonly isTruncated: boolean;
}

/** A key, or a common prefix of several. */
export interface KeyEntry {
  readonly type: 'key' | 'commonPrefix';
  readonly name: string;
}

/** Lists a page of keys and common prefixes in order. A common prefix costs a binary search, however many keys it has. */
export function listKeys(listing: KeyListing): KeyPage {
  const entries: KeyEntry[] = [];
  let key = firstKey(listing);
  while (key?.startsWith(listing.prefix)) {
    const entry = entryOf(key, listing);
    if (isListed(entry, key, listing)) {
      if (entries.length === listing.limit) return { entries, isTruncated: true };
      entries.push(entry);
      key = nextKey(entry, listing.keys);
    } else {
      key = listing.keys.firstFrom(`${key}\0`);
    }
  }
  return { entries, isTruncated: false };
}

function firstKey({ keys, prefix, delimiter, after }: KeyListing): string | undefined {
  if (compareUtf8(after, prefix) < 0) return keys.firstFrom(prefix);
  if (delimiter !== '' && after.endsWith(delimiter) && after.startsWith(prefix) && after !== prefix) {
    return keys.firstAfterPrefix(after);
  }
  return keys.firstFrom(after === '' ? '' : `${after}\0`);
}

function entryOf(key: string, { prefix, delimiter }: KeyListing): KeyEntry {
  const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  if (end === -1) return { type: 'key', name: key };
  return { type: 'commonPrefix', name: key.slice(0, end + delimiter.length) };
}

function isListed(entry: KeyEntry, key: string, { after, accepts }: KeyListing): boolean {
  if (!accepts(key)) return false;
  return entry.type === 'key' || compareUtf8(entry.name, after) > 0;
}

function nextKey(entry: KeyEntry, keys: SortedKeys): string | undefined {
  return entry.type === 'key' ? keys.firstFrom(`${entry.name}\0`) : keys.firstAfterPrefix(entry.name);
}
