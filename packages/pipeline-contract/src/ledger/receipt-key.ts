import { createHash } from 'node:crypto';
import { s3Limits } from '../limits.js';
import { objectPath, type ObjectVersion } from './object-path.js';
import { offsetInKey } from './offset-in-key.js';
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

/** The key of a receipt. The same receipt has the same key, so that doing things twice leaves one. */
export function receiptKey({
  source,
  actor,
  ...what
}: Pick<Receipt, 'source' | 'actor' | 'outcome' | 'offset' | 'endOffset' | 'ranges'>): string {
  return `${receiptPrefix(source)}${encodeURIComponent(actor)}/${rangeInKey(what)}-${what.outcome}.json`;
}

function rangeInKey({ offset, endOffset, ranges }: Pick<Receipt, 'offset' | 'endOffset' | 'ranges'>): string {
  const parts = [offsetInKey(offset)];
  if (endOffset !== undefined) parts.push(offsetInKey(endOffset));
  // Receipts of the same range with other gaps are other receipts.
  if (ranges !== undefined) parts.push(createHash('sha256').update(JSON.stringify(ranges)).digest('hex'));
  return parts.join('-');
}
