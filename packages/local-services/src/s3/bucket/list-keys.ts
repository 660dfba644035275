import { compareUtf8, type SortedKeys } from './sorted-keys.js';

/** What to list. */
interface KeyListing {
  readonly keys: SortedKeys;
  readonly prefix: string;
  /** Keys that contain it after the prefix are grouped into one common prefix. Empty: no grouping. */
  readonly delimiter: string;
  /** List entries after this key, or after all keys of this common prefix. Empty: from the start. */
  readonly after: string;
  /** Most entries, common prefixes included. */
  readonly limit: number;
  /** Whether a key is listed at all. */
  readonly accepts: (key: string) => boolean;
}

/** A page of a listing. */
export interface KeyPage {
  readonly entries: readonly KeyEntry[];
  /** Whether more entries follow. */
  readonly isTruncated: boolean;
}

/** A key, or the common prefix of several keys. */
export interface KeyEntry {
  readonly type: 'key' | 'commonPrefix';
  readonly name: string;
}

/** Lists a page of keys and common prefixes in order. A common prefix costs one lookup, however many keys it has. */
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
      key = listing.keys.firstAfter(key);
    }
  }
  return { entries, isTruncated: false };
}

function firstKey({ keys, prefix, delimiter, after }: KeyListing): string | undefined {
  if (compareUtf8(after, prefix) < 0) return keys.firstFrom(prefix);
  if (delimiter !== '' && after.endsWith(delimiter) && after.startsWith(prefix) && after !== prefix) {
    return keys.firstAfterPrefix(after);
  }
  return after === '' ? keys.firstFrom('') : keys.firstAfter(after);
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
  return entry.type === 'key' ? keys.firstAfter(entry.name) : keys.firstAfterPrefix(entry.name);
}
