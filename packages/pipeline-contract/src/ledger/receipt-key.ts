import { s3Limits } from '../limits.js';
import { objectPath, type ObjectVersion } from './object-path.js';
import { offsetInKey } from './offset-in-key.js';
import type { Receipt } from './receipt.js';

/** Room for actor, range and outcome, in bytes: an actor of 64 characters, URL-encoded, and what `receiptKey` adds. */
const maxNameBytes = 300;

/** The prefix of all receipts of one version of an object: to list it is to read its ledger. */
export function receiptPrefix(source: ObjectVersion): string {
  const root = 'receipts/';
  return `${root}${objectPath(source, s3Limits.maxObjectKeyBytes - root.length - maxNameBytes)}/`;
}

/** The key of a receipt. The same receipt has the same key, so that doing things twice leaves one. */
export function receiptKey({
  source,
  actor,
  outcome,
  offset,
  endOffset,
}: Pick<Receipt, 'source' | 'actor' | 'outcome' | 'offset' | 'endOffset'>): string {
  const range =
    endOffset === undefined ? offsetInKey(offset) : `${offsetInKey(offset)}-${offsetInKey(endOffset)}`;
  return `${receiptPrefix(source)}${encodeURIComponent(actor)}/${range}-${outcome}.json`;
}
