import { createHash } from 'node:crypto';
import { s3Limits } from '../limits.js';
import { objectPath, type ObjectVersion } from './object-path.js';
import { offsetDigits, offsetInKey } from './offset-in-key.js';
import type { Receipt } from './receipt.js';

/** Room for actor, range and outcome, in bytes: an actor of 64 characters, URL-encoded, and what `receiptKey` adds. */
const maxNameBytes = 400;

/** What the key of every receipt begins with. */
export const receiptRoot = 'receipts/';

/** The prefix of all receipts of one version of an object: to list it is to read its ledger. */
export function receiptPrefix(source: ObjectVersion): string {
  const path = objectPath(source, s3Limits.maxObjectKeyBytes - receiptRoot.length - maxNameBytes);
  return `${receiptRoot}${path}/`;
}

/** The prefix of what one actor did with one version of an object. */
export function receiptPrefixOf(source: ObjectVersion, actor: string): string {
  return `${receiptPrefix(source)}${encodeURIComponent(actor)}/`;
}

/** What the key of a receipt is made of. */
type KeyedReceipt = Pick<
  Receipt,
  'source' | 'actor' | 'outcome' | 'offset' | 'endOffset' | 'ranges' | 'divided'
>;

/** The key of a receipt. The same receipt has the same key, so that doing things twice leaves one. */
export function receiptKey({ source, actor, outcome, ...what }: KeyedReceipt): string {
  return `${receiptPrefixOf(source, actor)}${rangeInKey(what)}-${outcome}.json`;
}

type RangeInKey = Pick<Receipt, 'offset' | 'endOffset' | 'ranges' | 'divided'>;

function rangeInKey({ offset, endOffset, ranges, divided }: RangeInKey): string {
  const parts = [offsetInKey(offset)];
  if (endOffset !== undefined) parts.push(offsetInKey(endOffset));
  // Receipts of the same range with other gaps are other receipts.
  if (ranges !== undefined) {
    const gaps = JSON.stringify(divided === undefined ? ranges : [ranges, divided]);
    parts.push(createHash('sha256').update(gaps).digest('hex'));
  }
  return parts.join('-');
}

const wholeRange = new RegExp(`/(\\d{${offsetDigits}})-(\\d{${offsetDigits}})-published\\.json$`);

/** The range that a producer's receipt says is published, by its key alone; undefined if the key is of another kind. */
export function publishedRangeOf(key: string): { offset: number; endOffset: number } | undefined {
  const [, offset, endOffset] = wholeRange.exec(key) ?? [];
  if (offset === undefined || endOffset === undefined) return undefined;
  return { offset: Number(offset), endOffset: Number(endOffset) };
}
